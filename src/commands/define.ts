import { commandSet } from '#at/command';
import type { Module } from '#module/module';

/** The builders of this command set: every command runs on a module. */
export const { form, defineCommand } = commandSet<Module>();
