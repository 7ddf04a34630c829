import { at, request } from '../api/request.ts';
import { language } from '../texts/language.ts';
import { fresh } from './fresh.ts';

export type Effect = 'now' | 'connection' | 'host' | 'restart' | 'program';

/** A setting of the module, and what gave its value. */
export interface Setting {
  /** Dotted. */
  readonly name: string;
  readonly value: unknown;
  readonly source: string;
  readonly effect: Effect;
  /** What waits for the next start of the module. */
  readonly next?: unknown;
}

/** As much of JSON Schema as settings have. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly (string | number)[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly default?: unknown;
  readonly writeOnly?: boolean;
}

interface SettingsView {
  readonly settings: readonly Setting[];
  readonly schema: Schema;
}

/** The settings of the module that is shown, in the language of the page. */
export const settings = fresh<SettingsView>(
  async (name) => {
    const [{ settings: found }, schema] = await Promise.all([
      request<{ settings: Setting[] }>(at`/modules/${name}/settings`),
      request<Schema>(`${at`/modules/${name}/settings/schema`}?lang=${language.peek()}`),
    ]);
    return { settings: found, schema };
  },
  ({ event }) => event === 'power',
);

/** The schema of a setting of a dotted name; of a word that may stand for a mapping, that of the word. */
export function schemaAt(schema: Schema, name: string): Schema {
  const found = name.split('.').reduce<Schema | undefined>((at, key) => at?.properties?.[key], schema);
  const word = found?.properties === undefined ? undefined : found.anyOf?.find((each) => each.enum);
  return word ? { ...found, ...word } : (found?.properties && found.anyOf?.[0]) || found || {};
}

/** The part of the form that a setting stands in: `wifi` of `wifi.ssid`; empty for the others. */
export function groupOf(name: string): string {
  if (name === 'latency') return name;
  const dot = name.indexOf('.');
  return dot < 0 ? '' : name.slice(0, dot);
}

/** How a setting is edited. */
export type Control = 'switch' | 'choice' | 'number' | 'text' | 'secret' | 'json';

export function controlOf(schema: Schema, value: unknown): Control {
  if (schema.enum !== undefined) return 'choice';
  if (typeof value === 'object' && value !== null) return 'json';
  if (schema.writeOnly === true) return 'secret';
  if (schema.anyOf !== undefined) return 'json';
  if (typeof value === 'boolean' || schema.type === 'boolean') return 'switch';
  if (schema.type === 'integer' || schema.type === 'number') return 'number';
  return schema.type === 'string' ? 'text' : 'json';
}

/** A value as it stands in its control. */
export function shownValue(control: Control, value: unknown): string {
  if (value === undefined || value === null) return '';
  return control === 'json' ? JSON.stringify(value) : String(value);
}

/** What a control says; what is no JSON is text, which the program judges. */
export function readValue(control: Control, typed: string, schema: Schema): unknown {
  if (control === 'switch') return typed === 'true';
  if (control === 'number') return typed.trim() === '' ? null : Number(typed);
  if (control === 'choice') return schema.enum?.find((each) => String(each) === typed) ?? typed;
  if (control !== 'json') return typed;
  try {
    return JSON.parse(typed) as unknown;
  } catch {
    return typed;
  }
}
