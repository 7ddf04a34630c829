import { z } from 'zod';
import { brokerFaults } from './broker/definitions.ts';
import type { FaultArea, FaultDefinition } from './definition.ts';
import { moduleFaults } from './module/definitions.ts';
import { networkFaults } from './network/definitions.ts';
import { type FaultSchedule, type FaultScheduleInput, scheduleShape } from './parameters.ts';
import { tlsFaults } from './tls/definitions.ts';
import { uartFaults } from './uart/definitions.ts';
import { wifiFaults } from './wifi/definitions.ts';

/**
 * Every fault there is, by its name `area.what`. The reference page, the JSON Schema, the command line, completion and
 * the types of the kit are made from it.
 */
export const FAULTS = {
  ...uartFaults,
  ...moduleFaults,
  ...wifiFaults,
  ...networkFaults,
  ...tlsFaults,
  ...brokerFaults,
} as const;

/** The name of a fault: `wifi.drop`. */
export type FaultName = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

/** The schemas of a fault's own parameters. */
export type FaultShape<N extends FaultName> = (typeof FAULTS)[N]['parameters'];

/** The parameters that a fault cannot do without. */
export type RequiredFaultParameter<N extends FaultName> = {
  [K in keyof FaultShape<N>]: undefined extends z.input<FaultShape<N>[K]> ? never : K;
}[keyof FaultShape<N>];

/** A fault's own parameters and its schedule, as they are given. */
export type FaultInput<N extends FaultName> = {
  readonly [K in RequiredFaultParameter<N>]: z.input<FaultShape<N>[K]>;
} & {
  readonly [K in Exclude<keyof FaultShape<N>, RequiredFaultParameter<N>>]?: z.input<FaultShape<N>[K]>;
} & FaultScheduleInput;

/** A fault's own parameters, checked and with defaults filled in; times in milliseconds. */
export type FaultParameters<N extends FaultName> = {
  readonly [K in keyof FaultShape<N>]: z.output<FaultShape<N>[K]>;
};

/** A fault that is asked for: its name, its parameters and its schedule, all checked. */
export interface FaultSpec {
  readonly name: FaultName;
  /** Those of its name. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly schedule: FaultSchedule;
}

/** What is known of a fault. */
export function definitionOf(name: FaultName): FaultDefinition {
  return FAULTS[name];
}

/** Whether a fault with these parameters happens in a moment and lasts no time. */
export function isMomentary(name: FaultName, parameters: FaultSpec['parameters']): boolean {
  const { momentary = false } = definitionOf(name);
  return typeof momentary === 'function' ? momentary(parameters) : momentary;
}

/** Where a fault acts. */
export function areaOf(name: FaultName): FaultArea {
  return name.slice(0, name.indexOf('.')) as FaultArea;
}

/** Checks what is given for a fault: its own parameters and the schedule. */
export function inputSchema(name: FaultName): z.ZodObject {
  return z.strictObject({ ...FAULTS[name].parameters, ...scheduleShape });
}
