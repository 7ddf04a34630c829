import { z } from 'zod';

/** The schema behind defaults and what may be left out. */
export function unwrap(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional
    ? unwrap(schema.def.innerType as z.ZodType)
    : schema;
}

/** The member that a word stands for where a word may stand for a mapping: `latency: wifi` is `latency: { base: wifi }`. */
const BASE = 'base';

/** What a place takes where a word may stand for a mapping. */
interface Shorthand {
  readonly word: z.ZodEnum;
  readonly object: z.ZodObject;
}

/** Both that a place takes where a word may stand for a mapping; undefined elsewhere. */
export function shorthandOf(schema: z.ZodType): Shorthand | undefined {
  const union = unwrap(schema);
  if (!(union instanceof z.ZodUnion)) return undefined;
  const [short, object] = union.options as z.ZodType[];
  if (!(short instanceof z.ZodPipe && object instanceof z.ZodObject)) return undefined;
  const { in: word } = short.def;
  return word instanceof z.ZodEnum ? { word, object } : undefined;
}

/** The object that a schema is, or that a word may stand for; undefined for others. */
export function objectOf(schema: z.ZodType): z.ZodObject | undefined {
  const inner = unwrap(schema);
  return inner instanceof z.ZodObject ? inner : shorthandOf(schema)?.object;
}

/** The members of a schema that are no objects themselves, by their dotted names; a word that stands for a mapping has its name. */
export function leaves(schema: z.ZodType, prefix = ''): [string, z.ZodType][] {
  const object = objectOf(schema);
  if (object === undefined) return [[prefix, schema]];
  const { word } = shorthandOf(schema) ?? {};
  const members = Object.entries(object.shape as Record<string, z.ZodType>).flatMap(([key, child]) =>
    word !== undefined && key === BASE ? [] : leaves(child, prefix === '' ? key : `${prefix}.${key}`),
  );
  return word === undefined ? members : [[prefix, word], ...members];
}

/** What a setting of a dotted name is in settings, or in a mapping of them; undefined when it is not in it. */
export function settingAt(settings: unknown, name: string): unknown {
  const found = name.split('.').reduce<unknown>(memberOf, settings);
  return isMapping(found) ? memberOf(found, BASE) : found;
}

/** Puts a setting into a mapping of them. */
export function placeSetting(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  const there = target[key];
  if (rest.length === 0) {
    if (isMapping(there)) there[BASE] = value;
    else target[key] = value;
    return;
  }
  const mapping = isMapping(there) ? there : there === undefined ? {} : { [BASE]: there };
  target[key] = mapping;
  placeSetting(mapping, rest, value);
}

/** What is wrong, in the mapping itself where a word could have stood for it. */
export function issuesOf(schema: z.ZodType, issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union') return [issue];
    const at = schemaAt(schema, issue.path);
    const [, inMapping = []] = at !== undefined && shorthandOf(at) !== undefined ? issue.errors : [];
    const deep = inMapping.filter(({ path, code }) => path.length > 0 || code === 'unrecognized_keys');
    if (deep.length === 0) return [issue];
    return deep.map((each) => ({ ...each, path: [...issue.path, ...each.path] }));
  });
}

/** Makes JSON Schema say of a word that may stand for a mapping what the mapping has, where editors look for it. */
export function showMapping(zodSchema: z.core.$ZodType, jsonSchema: z.core.JSONSchema.BaseSchema): void {
  if (!(zodSchema instanceof z.ZodUnion) || shorthandOf(zodSchema) === undefined) return;
  const [word, mapping] = (jsonSchema.anyOf ?? []) as z.core.JSONSchema.BaseSchema[];
  if (mapping?.properties === undefined) return;
  Object.assign(jsonSchema, mapping, { type: ['string', 'object'], anyOf: [word, { type: 'object' }] });
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function memberOf(value: unknown, key: string): unknown {
  return isMapping(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The schema of a member, a list's item or a mapping's value; undefined when there is none of that name. */
export function schemaAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return schema;
  const outer = unwrap(schema);
  const object = objectOf(schema);
  let inner: unknown;
  if (object !== undefined && Object.hasOwn(object.shape, key)) inner = object.shape[String(key)];
  else if (outer instanceof z.ZodArray) inner = outer.element;
  else if (outer instanceof z.ZodRecord) inner = outer.valueType;
  return inner === undefined ? undefined : schemaAt(inner as z.ZodType, rest);
}
