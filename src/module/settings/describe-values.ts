import { z } from 'zod';
import { type Message, message } from '#messages/message';
import { hostName, topicFilter, topicName } from './connect.ts';
import { shorthandOf, unwrap } from './schema.ts';

/** What a schema takes, for a sentence that ends with it. */
export function describeValues(schema: z.ZodType): Message {
  const inner = shorthandOf(schema)?.word ?? unwrap(schema);
  if (inner instanceof z.ZodEnum) return message('settings.oneOf', { values: inner.options });
  if (inner instanceof z.ZodBoolean) return message('settings.oneOf', { values: [true, false] });
  if (inner instanceof z.ZodNumber) return rangeOf(inner);
  if (inner instanceof z.ZodArray) return message('settings.list');
  if (inner === hostName) return message('settings.hostName');
  if (inner === topicFilter) return message('settings.topicFilter');
  if (inner === topicName) return message('settings.topicName');
  if (inner instanceof z.ZodString) return describeText(inner);
  if (inner instanceof z.ZodBase64) return message('settings.base64');
  if (inner instanceof z.ZodLiteral)
    return message('settings.oneOf', { values: inner.def.values as string[] });
  if (inner instanceof z.ZodUnion) return describeUnion(inner.options as z.ZodType[]);
  // A number that is written as text in a path or a query.
  if (inner instanceof z.ZodPipe) return describeValues(inner.out as z.ZodType);
  // An object or a record: nothing else is left.
  return message('settings.keys');
}

function describeUnion(options: readonly z.ZodType[]): Message {
  if (options.every((option) => option instanceof z.ZodLiteral))
    return message('settings.oneOf', { values: options.flatMap(({ def }) => def.values as string[]) });
  return message('settings.either', { alternatives: options.map(describeValues) });
}

function rangeOf({ minValue, maxValue }: z.ZodNumber): Message {
  return message('settings.range', { min: minValue, max: maxValue });
}

function describeText({ minLength, maxLength }: z.ZodString): Message {
  if (maxLength === null) return message('settings.text');
  return message('settings.textOfLength', { min: minLength ?? 0, max: maxLength });
}
