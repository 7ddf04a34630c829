import { z } from 'zod';
import { message } from '#messages/message';

const MAX_TEXT = 1_048_576;

/** Bytes as a request gives them, by their names. */
export const bytesShape = {
  text: z.string().max(MAX_TEXT).optional().describe('Text, which is sent as UTF-8.'),
  base64: z.base64().max(MAX_TEXT).optional().describe('Bytes, in Base64.'),
};

/** A whole number as paths and queries have it: its digits and nothing else. */
export function digits(min: number, max: number) {
  const number = z.int().min(min).max(max);
  return z.preprocess((typed) => (/^\d+$/.test(String(typed)) ? Number(typed) : undefined), number);
}

type Given = Readonly<Record<string, unknown>>;

/** Refuses a body that has not just one of these fields. */
export function oneOf<S extends z.ZodType<Given>>(schema: S, ...fields: readonly string[]): S {
  return schema.refine((body) => fields.filter((field) => body[field] !== undefined).length === 1, {
    params: { reason: message('controlAction.justOneOf', { fields }) },
  }) as S;
}

/** What the path of a module has. */
export const modulePath = z.object({ module: z.string().describe('The name of the module.') });

/** The place in the events before something was done. */
export const sinceShape = {
  since: z
    .int()
    .min(0)
    .describe('The id of the last event before it: since of a wait that misses nothing of what follows.'),
};

/** QoS, retain and topic of a message. */
export const messageShape = {
  topic: z.string().min(1).max(65_535).describe('Where it is published to, without wildcards.'),
  qos: z
    .union([z.literal(0), z.literal(1), z.literal(2)])
    .default(0)
    .describe('Its QoS.'),
  retain: z.boolean().default(false).describe('Whether it is retained.'),
};
