/** What the JSON Schema of a parameter says of its values. */
export interface ValueSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly ValueSchema[];
}

/** Which values a parameter takes, in words. @param marked how a choice is written */
export function valuesOf(schema: ValueSchema, marked = (choice: string) => choice): string {
  const { type, enum: choices, minimum, exclusiveMinimum, maximum, anyOf } = schema;
  if (choices !== undefined) return choices.map(marked).join(', ');
  if (anyOf?.some((each) => each.type === 'number')) return 'a time';
  if (type === 'boolean') return ['true', 'false'].map(marked).join(', ');
  if (type !== 'number' && type !== 'integer') return 'text';
  const from = minimum ?? (exclusiveMinimum === undefined ? undefined : `over ${exclusiveMinimum}`);
  const bounded =
    maximum === undefined || maximum === Number.MAX_SAFE_INTEGER
      ? `${from} and more`
      : `${from} to ${maximum}`;
  return from === undefined ? type : bounded;
}
