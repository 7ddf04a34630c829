import { z } from 'zod';
import { message } from '#messages/message';
import { near, nearest, shownWord } from '#text/nearest';
import type { FaultArea } from './definition.ts';
import { FaultError } from './fault-error.ts';
import { type FaultSchedule, scheduleShape } from './parameters.ts';
import {
  areaOf,
  FAULT_NAMES,
  FAULTS,
  type FaultName,
  type FaultSpec,
  inputSchema,
  isMomentary,
} from './table.ts';
import { type ValueSchema, valuesOf } from './values-of.ts';

/** A fault as a mapping: `{ fault: 'wifi.drop', for: '2s' }`. */
export type FaultMapping = { readonly fault: string } & Readonly<Record<string, unknown>>;

/**
 * Reads a fault as people write it: `wifi.drop,after=5s,for=2s`. A comma belongs to a value unless `name=` follows it.
 * @throws FaultError
 */
export function parseFault(text: string): FaultSpec {
  const [name = '', ...pairs] = text.split(/,(?=[A-Za-z]+=)/);
  const known = faultNamed(name.trim());
  const schema = inputSchema(known);
  const given = pairs.map((pair) => {
    const equals = pair.indexOf('=');
    const key = pair.slice(0, equals);
    return [key, typedValue(schema.shape[key], pair.slice(equals + 1))] as const;
  });
  return faultOf(known, Object.fromEntries(given));
}

/** Checks a fault that was given as a text or as a mapping. @throws FaultError */
export function readFault(given: string | FaultMapping): FaultSpec {
  if (typeof given === 'string') return parseFault(given);
  const { fault, ...parameters } = given;
  return faultOf(faultNamed(fault), parameters);
}

/** Checks the parameters and the schedule of a fault. @throws FaultError `PARAMETER` */
export function faultOf(name: FaultName, given: Readonly<Record<string, unknown>>): FaultSpec {
  const schema = inputSchema(name);
  const result = schema.safeParse(given);
  if (!result.success) throw wrongParameter(name, given, result.error.issues[0], Object.keys(schema.shape));
  const values = result.data as Record<string, unknown>;
  const schedule: Record<string, unknown> = {};
  const parameters: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(values)) {
    if (key in scheduleShape) schedule[key] = value;
    else parameters[key] = value;
  }
  const spec = { name, parameters, schedule: schedule as unknown as FaultSchedule };
  checkRepetition(spec);
  const { count } = FAULTS[name] as { count?: number };
  if (schedule.count === undefined && count !== undefined) schedule.count = count;
  return spec;
}

/** Refuses what would do nothing: another time without saying when, and saying when where nothing happens in a moment. */
function checkRepetition({ name, parameters, schedule: { every, count = 1 } }: FaultSpec): void {
  const momentary = isMomentary(name, parameters);
  if (!momentary && every !== undefined) {
    throw new FaultError('PARAMETER', message('faults.neverAgain', { fault: name }));
  }
  if (momentary && every === undefined && count > 1) {
    throw new FaultError('PARAMETER', message('faults.noEvery', { fault: name, count }));
  }
}

/** Refuses a fault that acts in none of these areas. @throws FaultError `AREA` */
export function checkArea(name: FaultName, areas: readonly FaultArea[]): void {
  if (!areas.includes(areaOf(name))) throw new FaultError('AREA', message('faults.notHere', { name, areas }));
}

/** The fault of this name. @throws FaultError `UNKNOWN` */
export function faultNamed(typed: string): FaultName {
  if (Object.hasOwn(FAULTS, typed)) return typed as FaultName;
  const name = shownWord(typed);
  throw new FaultError('UNKNOWN', message('faults.unknown', { name, nearest: near(name, FAULT_NAMES) }));
}

/** A value of the command line as the schema wants it. */
function typedValue(schema: z.core.$ZodType | undefined, text: string): unknown {
  const inner = innermost(schema);
  if (inner instanceof z.ZodNumber && text.trim() !== '' && Number.isFinite(Number(text)))
    return Number(text);
  if (inner instanceof z.ZodBoolean && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

/** What is below the defaults of a schema. */
function innermost(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional || schema instanceof z.ZodPrefault) {
    return innermost(schema.unwrap());
  }
  return schema;
}

function wrongParameter(
  fault: FaultName,
  given: Readonly<Record<string, unknown>>,
  issue: z.core.$ZodIssue | undefined,
  known: readonly string[],
): FaultError {
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const params = { fault, key: shownWord(key), nearest: nearest(key, known) };
    return new FaultError('PARAMETER', message('faults.unknownParameter', params));
  }
  const key = String(issue?.path[0] ?? '');
  if (given[key] === undefined)
    return new FaultError('PARAMETER', message('faults.missingParameter', { fault, key }));
  if (issue?.code === 'custom' || issue?.code === 'invalid_format') {
    return new FaultError('PARAMETER', message('faults.wrongParameter', { fault, key, why: issue.message }));
  }
  const { properties = {} } = z.toJSONSchema(inputSchema(fault), { io: 'input' });
  const values = valuesOf(properties[key] as ValueSchema);
  return new FaultError('PARAMETER', message('faults.parameterTakes', { fault, key, values }));
}
