import { z } from 'zod';

/** The schema behind defaults and what may be left out. */
export function unwrap(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional
    ? unwrap(schema.def.innerType as z.ZodType)
    : schema;
}

/** The members of a schema that are no objects themselves, by their dotted names. */
export function leaves(schema: z.ZodType, prefix = ''): [string, z.ZodType][] {
  const object = unwrap(schema);
  if (!(object instanceof z.ZodObject)) return [[prefix, schema]];
  return Object.entries(object.shape as Record<string, z.ZodType>).flatMap(([key, child]) =>
    leaves(child, prefix === '' ? key : `${prefix}.${key}`),
  );
}

/** The schema of a member, a list's item or a mapping's value; undefined when there is none of that name. */
export function schemaAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return schema;
  const outer = unwrap(schema);
  let inner: unknown;
  if (outer instanceof z.ZodObject && Object.hasOwn(outer.shape, key)) inner = outer.shape[String(key)];
  else if (outer instanceof z.ZodArray) inner = outer.element;
  else if (outer instanceof z.ZodRecord) inner = outer.valueType;
  return inner === undefined ? undefined : schemaAt(inner as z.ZodType, rest);
}
