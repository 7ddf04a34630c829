import { z } from 'zod';
import { SETTING_EFFECTS } from '#module/settings/effect';
import type { AddRoutes } from '../control-app.ts';
import { languageOf } from '../language.ts';
import { modulePath } from '../schemas/bytes.ts';
import { languageShape } from '../schemas/language.ts';
import { settingsJsonSchema } from '../views/settings-schema.ts';

const effect = z
  .enum(SETTING_EFFECTS)
  .describe(
    'From when on another value counts: now; connection: from the next connection of a link on; host: for hosts that attach from then on; restart: from the next start of the module on, by power-on or a restart; program: where the program is started anew.',
  );
const name = z.string().describe('Its dotted name, as --set takes it.');

/** Settings of a module that runs. */
export const addSettingsRoutes: AddRoutes = (app, { run }) => {
  app.route({
    method: 'GET',
    url: '/modules/:module/settings',
    schema: {
      tags: ['settings'],
      operationId: 'getSettings',
      summary: 'The settings of a module that are in effect, and where each came from; passwords are masked.',
      params: modulePath,
      response: {
        200: z.object({
          settings: z.array(
            z.object({
              name,
              value: z.unknown().describe('What is in effect.'),
              source: z.string().describe('What gave it: default, an option, a variable, a file, control.'),
              effect,
              next: z.unknown().optional().describe('What will be in effect from the next start on.'),
            }),
          ),
        }),
      },
    },
    handler: ({ params }) => {
      const { unit, configuration } = run.module(params.module);
      return { settings: run.settings.list(unit, configuration?.sources ?? new Map()) };
    },
  });

  app.route({
    method: 'GET',
    url: '/modules/:module/settings/schema',
    schema: {
      tags: ['settings'],
      operationId: 'getSettingsSchema',
      summary: 'The JSON Schema of the settings of a module, as a settings file has them.',
      params: modulePath,
      querystring: z.strictObject(languageShape),
      response: {
        200: z
          .record(z.string(), z.unknown())
          .describe(
            'JSON Schema 2020-12; passwords are writeOnly, descriptions are in the language that is asked for.',
          ),
      },
    },
    handler: async ({ params, query: { lang }, headers }) => {
      run.module(params.module);
      return settingsJsonSchema(await languageOf(lang, headers['accept-language']));
    },
  });

  app.route({
    method: 'PATCH',
    url: '/modules/:module/settings',
    schema: {
      tags: ['settings'],
      operationId: 'changeSettings',
      summary: 'Changes settings of a module: those that can act at once do, others wait for its next start.',
      params: modulePath,
      body: z
        .record(z.string().max(100), z.unknown())
        .describe(
          'Values as in a settings file, or by dotted names; null gives a setting back its default. All of them count, or none.',
        ),
      response: {
        200: z.object({
          changed: z
            .array(z.object({ name, value: z.unknown().describe('Passwords are masked.'), effect }))
            .describe('Those whose values differ from before.'),
          waiting: z.array(z.string()).describe('Those that wait for the next start of the module.'),
        }),
      },
    },
    handler: ({ params, body }) => {
      const { unit, configuration } = run.module(params.module);
      const sources = configuration?.sources ?? new Map();
      const changed = run.settings.change(unit, sources, body);
      const waiting = run.settings.list(unit, sources).filter((each) => 'next' in each);
      return { changed, waiting: waiting.map((each) => each.name) };
    },
  });
};
