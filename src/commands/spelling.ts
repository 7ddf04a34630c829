import type { Flash } from '#module/flash/flash';
import type { Module } from '#module/module';

/** A command that goes by several names: what it is called, and whether what it sets is stored. */
export interface Spelling {
  /** `AT+CWMODE`, or `AT+CWMODE_CUR` as firmware 1.x spells it. */
  readonly name: string;
  /** False: until the next restart only, whatever `AT+SYSSTORE` says. */
  readonly stores: boolean;
}

/** What its responses begin with: `+CWMODE`. */
export function responseName({ name }: Spelling): string {
  return name.slice('AT'.length);
}

/** Where what it sets is stored. */
export function storeOf(module: Module, { stores }: Spelling): Flash | undefined {
  return stores ? module.store : undefined;
}
