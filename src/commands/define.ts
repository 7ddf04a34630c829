import { commandSet } from '../at/command.ts';
import type { Module } from '../module/module.ts';

/** The builders of this command set: every command runs on a module. */
export const { form, defineCommand } = commandSet<Module>();
