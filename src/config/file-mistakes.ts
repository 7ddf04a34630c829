import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { nearest, shownWord } from '#module/settings/nearest';
import { describeValues, schemaAt, unwrap } from '#module/settings/schema-words';
import { findConflicts, type Wishes } from './claims.ts';
import { fileSchema, MODULE_NAME_RULE } from './file-schema.ts';
import { valueAt } from './value-at.ts';
import type { Mistake, Yaml } from './yaml.ts';

/** Where a module's flash is: relative to the settings file. */
export function flashPath(file: string, flash: string): string {
  return resolve(dirname(file), flash);
}

/** What is wrong with the content of a settings file. */
export function mistakesIn(yaml: Yaml, file: string): Mistake[] {
  // An empty file says nothing, which is fine.
  const result = fileSchema.safeParse(yaml.value ?? {});
  const issues = result.success ? [] : result.error.issues;
  return [
    ...issues.flatMap((issue) => mistakesOf(issue, yaml)),
    ...findConflicts(wishesOf(yaml.value, file)).map(({ path, sentence }) => ({
      line: yaml.lineOf(path),
      sentence,
    })),
  ];
}

function mistakesOf(issue: z.core.$ZodIssue, yaml: Yaml): Mistake[] {
  const { path } = issue;
  const line = yaml.lineOf(path);
  if (issue.code === 'custom') return [{ line, sentence: issue.message.replace(/\.?$/, '.') }];
  if (issue.code === 'invalid_key') {
    const name = JSON.stringify(path.at(-1));
    return [{ line, sentence: `a module cannot be called ${name}; its name is ${MODULE_NAME_RULE}.` }];
  }
  const schema = schemaAt(fileSchema, path) ?? fileSchema;
  if (issue.code === 'unrecognized_keys') {
    const known = schemaKeys(schema);
    return issue.keys.map((unknown) => ({
      line: yaml.lineOf([...path, unknown]),
      sentence: unknownKey(unknown, known),
    }));
  }
  if (valueAt(yaml.value, path) === undefined) {
    const missing = JSON.stringify(path.at(-1));
    return [{ line, sentence: `${placeName(path.slice(0, -1))} needs the key ${missing}.` }];
  }
  return [{ line, sentence: `${placeName(path)} takes ${wanted(issue, schema)}.` }];
}

/** Without a colon and a blank a value becomes part of its key. */
function unknownKey(unknown: string, known: readonly string[]): string {
  const shown = shownWord(unknown);
  const hint = shown === unknown ? '' : ' A key ends in a colon and a blank.';
  return `there is no key ${JSON.stringify(shown)} here; did you mean ${JSON.stringify(nearest(shown, known))}?${hint}`;
}

/** As in `settings.wifi.accessPoints[1].channel`. */
function placeName(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'a settings file';
  const parts = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`));
  return parts.join('').slice(1);
}

/** What a place takes, for a sentence that ends with it. */
function wanted(issue: z.core.$ZodIssue, schema: z.ZodType): string {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodUnion) return 'HOST:PORT, a port from 0 to 65535, or true';
  if (inner instanceof z.ZodArray) {
    if (issue.code === 'too_small') return `a list of at least ${issue.minimum}`;
    return issue.code === 'too_big' ? `a list of at most ${issue.maximum}` : 'a list';
  }
  // As in `password: 1234`, which YAML takes for a number.
  const quotes = inner instanceof z.ZodString && issue.code === 'invalid_type' ? '; put it into quotes' : '';
  return describeValues(schema) + quotes;
}

function schemaKeys(schema: z.ZodType): string[] {
  const inner = unwrap(schema);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

/** What modules ask for, as far as it can be made out. */
function wishesOf(value: unknown, file: string): Wishes[] {
  const modules = z.record(z.string(), z.unknown()).safeParse(valueAt(value, ['modules'])).data ?? {};
  const portsSchema = z.array(z.string()).catch([]);
  return Object.entries(modules).map(([name, module]) => {
    const flash = valueAt(module, ['flash']);
    return {
      name,
      ports: portsSchema.parse(valueAt(module, ['ports'])),
      flash: typeof flash === 'string' ? flashPath(file, flash) : undefined,
    };
  });
}
