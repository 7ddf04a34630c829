import { describeValues } from './describe-values.ts';
import { issuesOf, leaves, placeSetting, schemaAt } from './schema.ts';
import { fillFollowed, type Settings, settingsSchema } from './settings.ts';
import { unknownSetting, wrongValue } from './settings-error.ts';

/** Checks settings and fills in the defaults. @throws SettingsError for the first mistake */
export function parseSettings(input: unknown): Settings {
  const result = settingsSchema.safeParse(input);
  if (result.success) return fillFollowed(result.data);
  const [issue] = issuesOf(settingsSchema, result.error.issues);
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
  for (const [name, value] of values) placeSetting(input, name.split('.'), value);
  return parseSettings(input);
}
