import type { ParameterSchema } from './table.ts';

/** What was typed into the form of a fault, as the program takes it; what was left empty is left out. */
export function givenIn(
  form: HTMLFormElement,
  properties: Readonly<Record<string, ParameterSchema>>,
): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const [name, typed] of new FormData(form)) {
    const schema = properties[name];
    if (typeof typed !== 'string' || typed === '' || schema === undefined) continue;
    given[name] = readTyped(typed, schema);
  }
  return given;
}

function readTyped(typed: string, { type, anyOf }: ParameterSchema): unknown {
  if (type === 'boolean') return typed === 'true';
  // A time alone is a number of milliseconds.
  const number =
    type === 'integer' || type === 'number' || (anyOf !== undefined && /^\d+(\.\d+)?$/.test(typed));
  return number ? Number(typed) : typed;
}
