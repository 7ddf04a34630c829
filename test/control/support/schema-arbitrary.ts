import fc from 'fast-check';

/** As much of JSON Schema as the OpenAPI document of the control plane has. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly contentEncoding?: string;
}

type Shapes = Readonly<Record<string, Schema>>;

/** A test does not wait as long as a request may. */
const SHORT = /^(?:waitMs|timeoutMs)$/;
const SHORT_MS = 30;

/** Texts that programs stumble over. */
const hostile = fc.constantFrom(
  '',
  ' ',
  '\0',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  '%00',
  '\r\n\r\n',
  '\ud800',
  '💧'.repeat(50),
  'x'.repeat(3000),
  '{{7*7}}',
  "'; --",
);

/** What fits a schema, as far as that is made out by JSON Schema alone. */
export function valid(schema: Schema, shapes: Shapes, name = ''): fc.Arbitrary<unknown> {
  const { $ref, anyOf, oneOf, allOf, enum: values, const: value, type } = schema;
  if (SHORT.test(name)) return fc.integer({ min: 1, max: SHORT_MS });
  if ($ref !== undefined) return valid(shapes[$ref.slice($ref.lastIndexOf('/') + 1)] ?? {}, shapes);
  if (value !== undefined) return fc.constant(value);
  if (values !== undefined) return fc.constantFrom(...values);
  const alternatives = anyOf ?? oneOf;
  if (alternatives !== undefined) return fc.oneof(...alternatives.map((each) => valid(each, shapes)));
  if (allOf !== undefined && type === undefined) return valid(allOf[0] ?? {}, shapes);
  switch (type) {
    case 'string':
      return text(schema);
    case 'integer':
      return fc.oneof(fc.integer(range(schema, 100)), fc.integer(range(schema, 100_000)));
    case 'number':
      return fc.double({ ...range(schema, 1000), noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(valid(schema.items ?? {}, shapes), { maxLength: 4 });
    case 'object':
      return record(schema, shapes);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

/** What fits, with something in it that does not. */
export function spoiled(schema: Schema, shapes: Shapes): fc.Arbitrary<unknown> {
  const junk = fc.oneof(fc.jsonValue({ maxDepth: 3 }), hostile, fc.constantFrom(-1, 1e308, 2 ** 53, 0.5));
  const damage = fc.record({
    kind: fc.constantFrom('replace', 'drop', 'add'),
    at: fc.nat(),
    junk,
    key: hostile,
  });
  return fc.oneof(
    junk,
    fc.tuple(valid(schema, shapes), damage).map(([value, { kind, at, junk: bad, key }]) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return bad;
      const entries = Object.entries(value);
      const place = entries.length === 0 ? 0 : at % entries.length;
      if (kind === 'add') return Object.fromEntries([...entries, [key, bad]]);
      if (kind === 'drop') return Object.fromEntries(entries.filter((_, index) => index !== place));
      return Object.fromEntries(entries.map(([name, old], index) => [name, index === place ? bad : old]));
    }),
  );
}

/** Any text, also those that programs stumble over. */
export function anyText(): fc.Arbitrary<string> {
  return fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ maxLength: 200 }));
}

function text({
  pattern,
  format,
  contentEncoding,
  minLength = 0,
  maxLength = 200,
}: Schema): fc.Arbitrary<string> {
  if (format === 'base64' || contentEncoding === 'base64') return fc.base64String({ maxLength: 80 });
  if (pattern !== undefined) {
    try {
      return fc.stringMatching(new RegExp(pattern));
    } catch {
      // fast-check does not know every assertion.
      return fc.string();
    }
  }
  const length = { minLength, maxLength: Math.max(minLength, Math.min(maxLength, 200)) };
  return fc.oneof(fc.string(length), fc.string({ ...length, unit: 'grapheme' }));
}

function range({ minimum, exclusiveMinimum, maximum }: Schema, width: number): { min: number; max: number } {
  const min = minimum ?? (exclusiveMinimum === undefined ? -width : exclusiveMinimum + 1);
  return {
    min: Math.ceil(min),
    max: Math.max(Math.ceil(min), Math.min(maximum ?? Number.POSITIVE_INFINITY, min + width)),
  };
}

function record(
  { properties = {}, required = [], additionalProperties }: Schema,
  shapes: Shapes,
): fc.Arbitrary<unknown> {
  const known = fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, valid(each, shapes, name)])),
    { requiredKeys: [...required] },
  );
  if (additionalProperties === false || additionalProperties === undefined) return known;
  const inner = additionalProperties === true ? {} : additionalProperties;
  const others = fc.dictionary(fc.string({ maxLength: 20 }), valid(inner, shapes), { maxKeys: 3 });
  return fc.tuple(others, known).map(([more, own]) => ({ ...more, ...own }));
}
