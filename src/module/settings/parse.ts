import { describeValues } from './describe-values.ts';
import { leaves, schemaAt } from './schema.ts';
import { fillFollowed, type Settings, settingsSchema } from './settings.ts';
import { unknownSetting, wrongValue } from './settings-error.ts';

/** Checks settings and fills in the defaults. @throws SettingsError for the first mistake */
export function parseSettings(input: unknown): Settings {
  const result = settingsSchema.safeParse(input);
  if (result.success) return fillFollowed(result.data);
  const issue = result.error.issues[0];
  if (issue?.code === 'unrecognized_keys') {
    const names = leaves(settingsSchema).map(([name]) => name);
    throw unknownSetting([...issue.path, issue.keys[0]].join('.'), names);
  }
  const schema = schemaAt(settingsSchema, issue?.path ?? []) ?? settingsSchema;
  throw wrongValue(issue?.path.join('.') ?? '', describeValues(schema));
}

/** Makes settings of values by their dotted names, the last of a name counting. @throws SettingsError */
export function settingsFromValues(values: Iterable<readonly [string, unknown]>): Settings {
  const input: Record<string, unknown> = {};
  for (const [name, value] of values) place(input, name.split('.'), value);
  return parseSettings(input);
}

function place(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length === 0) target[key] = value;
  else {
    target[key] ??= {};
    place(target[key] as Record<string, unknown>, rest, value);
  }
}
