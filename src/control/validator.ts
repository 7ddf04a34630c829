import type { FastifySchemaCompiler } from 'fastify';
import { z } from 'zod';
import { type Message, message } from '#messages/message';
import { describeValues } from '#module/settings/describe-values';
import { objectOf, schemaAt } from '#module/settings/schema';
import { nearest, shownWord } from '#text/nearest';
import { ControlError } from './control-error.ts';

/** Checks what a request has by its schema, and says of the first mistake what is taken instead. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  const part = partOf(httpPart);
  return (data: unknown) => {
    const result = schema.safeParse(data);
    if (result.success) return { value: result.data };
    const [issue] = result.error.issues;
    const reason =
      issue === undefined ? message('control.badRequest') : mistakeOf(deepest(issue), schema, data, part);
    return { error: new ControlError('INVALID', reason) };
  };
};

type Part = 'body' | 'path' | 'query';

function partOf(httpPart: string | undefined): Part {
  return httpPart === 'params' ? 'path' : httpPart === 'querystring' ? 'query' : 'body';
}

/** Of a union, what the alternative that came furthest finds fault with. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const found = issue.errors
    .flatMap((alternative) => alternative.slice(0, 1))
    .map((each) => deepest({ ...each, path: [...issue.path, ...each.path] }))
    .sort((a, b) => b.path.length - a.path.length)[0];
  return found !== undefined && found.path.length > issue.path.length ? found : issue;
}

/** Of what is told apart by a field, the alternative that the data has chosen; of others themselves. */
function chosenBy(data: unknown, schema: z.ZodType): z.ZodType {
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return schema;
  const { discriminator, options } = schema.def;
  const shapes = options.map((option) => objectOf(option as z.ZodType)?.shape[discriminator] as z.ZodType);
  const chosen = shapes.findIndex((shape) => shape.safeParse(valueAt(data, [discriminator])).success);
  // None: what it could have chosen.
  return (options[chosen] ?? z.object({ [discriminator]: z.union(shapes) })) as z.ZodType;
}

function mistakeOf(issue: z.core.$ZodIssue, whole: z.ZodType, data: unknown, part: Part): Message {
  const schema = chosenBy(data, whole);
  const field = issue.path.map(String).join('.');
  if (issue.code === 'custom' && issue.params?.reason !== undefined) return issue.params.reason as Message;
  if (issue.code === 'unrecognized_keys') {
    const [unknown = ''] = issue.keys;
    const known = Object.keys(objectOf(schemaAt(schema, issue.path) ?? schema)?.shape ?? {});
    const name = shownWord(unknown.slice(0, 100));
    return message('control.unknownField', { part, field: name, nearest: nearest(name, known), known });
  }
  const values = describeValues(schemaAt(schema, issue.path) ?? z.unknown());
  if (field === '') return message('control.wrongPart', { part, values });
  if (issue.code === 'invalid_format' && issue.format === 'regex') {
    const form = message('control.form', { form: issue.pattern ?? '' });
    return message('control.wrongField', { part, field, values: form });
  }
  const missing = valueAt(data, issue.path) === undefined;
  return message(missing ? 'control.missingField' : 'control.wrongField', { part, field, values });
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    data,
  );
}
