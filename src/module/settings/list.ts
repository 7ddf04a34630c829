import { z } from 'zod';
import type { Message } from '#messages/message';
import { describeValues } from './describe-values.ts';
import { parseSettings } from './parse.ts';
import { leaves, settingAt, unwrap } from './schema.ts';
import { settingsSchema } from './settings.ts';

export interface SettingInfo {
  /** Dotted, as `--set` takes it: `wifi.ssid`. */
  readonly name: string;
  /** What it takes, for a sentence that ends with it. */
  readonly values: Message;
  /** The words it takes, where there are no other values. */
  readonly words: readonly string[] | undefined;
  readonly fallback: unknown;
  readonly about: string;
  /** Reads a value from text: as it is, or as JSON. @returns undefined for one it cannot have */
  read(text: string): unknown;
}

/** All settings in their order, for the reference, for what names them and for error messages. */
export function listSettings(): SettingInfo[] {
  const defaults: unknown = parseSettings({});
  return leaves(settingsSchema).map(([name, schema]) => ({
    name,
    values: describeValues(schema),
    words: wordsOf(unwrap(schema)),
    fallback: settingAt(defaults, name),
    about: schema.description ?? '',
    read: (text) => valueFromText(schema, text),
  }));
}

function wordsOf(schema: z.ZodType): string[] | undefined {
  if (schema instanceof z.ZodEnum) return schema.options.map(String);
  return schema instanceof z.ZodBoolean ? ['true', 'false'] : undefined;
}

function valueFromText(schema: z.ZodType, text: string): unknown {
  if (schema.safeParse(text).success) return text;
  try {
    const value: unknown = JSON.parse(text);
    return schema.safeParse(value).success ? value : undefined;
  } catch {
    return undefined;
  }
}
