import { number } from '#at/params';
import type { Module } from '#module/module';

/** A parameter that switches something: 0 or 1. */
export const onOff = (name: string, about: string) => number<Module>(name, { about, range: [0, 1] });
