import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { type Message, message } from '#messages/message';
import { connectSchema, fillConnect } from '#module/settings/connect';
import { describeValues } from '#module/settings/describe-values';
import { issuesOf, objectOf, schemaAt, shorthandOf, unwrap } from '#module/settings/schema';
import { formatHostPort } from '#net/host-port';
import { nearest, shownWord } from '#text/nearest';
import { findConflicts, type ModuleClaims } from './claims.ts';
import { fileSchema, refusalOf } from './file-schema.ts';
import { placeName } from './place-name.ts';
import { valueAt } from './value-at.ts';
import type { Mistake, Yaml } from './yaml.ts';

/** What a path of a settings file means: it is relative to that file. */
export function besideFile(file: string, path: string): string {
  return resolve(dirname(file), path);
}

/** What is wrong with the content of a settings file. */
export function mistakesIn(yaml: Yaml, file: string): Mistake[] {
  // An empty file says nothing, which is fine.
  const result = fileSchema.safeParse(yaml.value ?? {});
  const issues = result.success ? [] : issuesOf(fileSchema, result.error.issues);
  return [
    ...issues.flatMap((issue) => mistakesOf(issue, yaml)),
    ...findConflicts(moduleClaimsOf(yaml.value, file)).map(({ path, reason }) => ({
      line: yaml.lineOf(path),
      reason,
    })),
  ];
}

function mistakesOf(issue: z.core.$ZodIssue, yaml: Yaml): Mistake[] {
  const { path } = issue;
  const line = yaml.lineOf(path);
  if (issue.code === 'custom') return [{ line, reason: refusalOf(issue) }];
  if (issue.code === 'invalid_key') {
    return [{ line, reason: message('config.badModuleName', { name: String(path.at(-1)) }) }];
  }
  const schema = schemaAt(fileSchema, path) ?? fileSchema;
  if (issue.code === 'unrecognized_keys') {
    const known = schemaKeys(schema);
    return issue.keys.map((unknown) => ({
      line: yaml.lineOf([...path, unknown]),
      reason: unknownKey(unknown, known),
    }));
  }
  if (valueAt(yaml.value, path) === undefined) {
    const place = placeName(path.slice(0, -1));
    return [{ line, reason: message('config.missingKey', { place, key: String(path.at(-1)) }) }];
  }
  const values = wanted(issue, schema);
  return [{ line, reason: message('config.placeTakes', { place: placeName(path), values }) }];
}

/** Without a colon and a blank a value becomes part of its key. */
function unknownKey(unknown: string, known: readonly string[]): Message {
  const shown = shownWord(unknown);
  return message('config.unknownKey', {
    shown,
    cut: shown !== unknown,
    nearest: nearest(shown, known) ?? '',
  });
}

/** What a place takes, for a message that ends with it. */
function wanted(issue: z.core.$ZodIssue, schema: z.ZodType): Message {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodUnion && shorthandOf(inner) === undefined) {
    const isFault = inner.options.some((option) => option instanceof z.ZodObject);
    return message(isFault ? 'config.valuesOfFault' : 'config.valuesOfListener');
  }
  if (inner instanceof z.ZodArray) {
    if (issue.code === 'too_small') return message('config.valuesOfListMin', { min: Number(issue.minimum) });
    if (issue.code === 'too_big') return message('config.valuesOfListMax', { max: Number(issue.maximum) });
    return message('config.valuesOfList');
  }
  const values = describeValues(schema);
  // As in `password: 1234`, which YAML takes for a number.
  return inner instanceof z.ZodString && issue.code === 'invalid_type'
    ? message('config.valuesInQuotes', { values })
    : values;
}

function schemaKeys(schema: z.ZodType): string[] {
  return Object.keys(objectOf(schema)?.shape ?? {});
}

/** Who a module is at which broker, where the setting `connect` says so and the module has a client ID of its own. */
function clientOf(value: unknown, name: string): ModuleClaims['client'] {
  const at = (key: string): unknown =>
    valueAt(value, ['modules', name, 'settings', 'connect', key]) ??
    valueAt(value, ['settings', 'connect', key]);
  const [id, host] = [at('clientId'), at('host')];
  if (typeof id !== 'string' || id === '' || typeof host !== 'string' || host === '') return undefined;
  const { success, data } = connectSchema.safeParse({ port: at('port'), scheme: at('scheme') });
  return success ? { id, broker: formatHostPort({ host, port: fillConnect(data).port }) } : undefined;
}

/** What modules ask for, as far as it can be made out. */
function moduleClaimsOf(value: unknown, file: string): ModuleClaims[] {
  const modules = z.record(z.string(), z.unknown()).safeParse(valueAt(value, ['modules'])).data ?? {};
  const portsSchema = z.array(z.string()).catch([]);
  return Object.entries(modules).map(([name, module]) => {
    const flash = valueAt(module, ['flash']);
    return {
      name,
      ports: portsSchema.parse(valueAt(module, ['ports'])),
      flash: typeof flash === 'string' ? besideFile(file, flash) : undefined,
      client: clientOf(value, name),
    };
  });
}
