import { z } from 'zod';
import { explain } from '#commands/explain';
import { commandsFor } from '#commands/index';
import { LANGUAGES } from '#messages/language';
import type { AddCommonRoutes } from '../control-app.ts';
import { languageOf } from '../language.ts';
import { languageShape, profileShape } from '../schemas/language.ts';

/** What a person meets, explained. */
export const addExplainRoutes: AddCommonRoutes = (app, { profileOf }) => {
  app.route({
    method: 'GET',
    url: '/explain/:what',
    schema: {
      tags: ['commands'],
      operationId: 'explain',
      summary:
        'Explains an error code, a command, a message of the module or a compat rule, as atmqtt explain does.',
      params: z.object({
        what: z
          .string()
          .max(100)
          .describe(
            'Such as 0x010a6006, AT_MQTT_NULL_LINK, AT+MQTTPUB, +MQTTDISCONNECTED, chunkLines; percent-encoded.',
          ),
      }),
      querystring: z.strictObject({ ...languageShape, ...profileShape }),
      response: {
        200: z.object({
          what: z.string().describe('What was asked for.'),
          language: z.enum(LANGUAGES).describe('The language of the text.'),
          text: z.string().describe('The explanation, in several lines.'),
          lines: z
            .array(z.string())
            .describe('The same, a line each; those that explain another are indented.'),
        }),
      },
    },
    handler: async ({ params: { what }, query: { lang, module }, headers }) => {
      const language = await languageOf(lang, headers['accept-language']);
      const text = explain(what, commandsFor(profileOf(module)), language);
      return { what, language: language.code, text, lines: text.trimEnd().split('\n') };
    },
  });
};
