import { z } from 'zod';
import type { Language } from '#messages/language';
import { showMapping } from '#module/settings/schema';
import { settingsSchema } from '#module/settings/settings';

/** The settings of a module as a settings file has them, as JSON Schema, described in a language. */
export function settingsJsonSchema({ describe }: Language): Record<string, unknown> {
  return z.toJSONSchema(settingsSchema, {
    io: 'input',
    override: ({ zodSchema, jsonSchema, path }) => {
      showMapping(zodSchema, jsonSchema);
      if (jsonSchema.description !== undefined) jsonSchema.description = describe(jsonSchema.description);
      if (/password$/i.test(String(path.at(-1)))) jsonSchema.writeOnly = true;
    },
  });
}
