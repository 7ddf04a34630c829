import { z } from 'zod';
import { FORM_KINDS } from '#at/command';
import { FOLLOWS } from '#firmware/places';
import { FIRMWARES } from '#firmware/releases';
import type { AddCommonRoutes } from '../control-app.ts';
import { languageOf } from '../language.ts';
import { languageShape, profileShape } from '../schemas/language.ts';
import { commandsView } from '../views/commands-view.ts';

const param = z.object({
  name: z.string().describe('Its name.'),
  type: z.enum(['number', 'string']).describe('A string stands in quotes.'),
  about: z.string().describe('What it is.'),
  limits: z.string().describe('What it takes, for people; empty: settings decide.'),
  range: z
    .tuple([z.number(), z.number()])
    .exactOptional()
    .describe('Minimum and maximum of a number, where no setting decides.'),
  maxBytes: z.int().exactOptional().describe('How long a string may be.'),
  fallback: z
    .string()
    .exactOptional()
    .describe('What it is when it is left out; without it, it must be there.'),
  secret: z.boolean().describe('It is a password or the like.'),
  countsData: z.boolean().describe('It is the number of bytes that follow in data mode.'),
});

const form = z.object({
  kind: z.enum(FORM_KINDS).describe('set: AT+X=…; query: AT+X?; test: AT+X=?; execute: AT+X.'),
  usage: z.string().describe('As the manual writes it; a parameter in brackets may be left out.'),
  params: z.array(param),
  data: z.boolean().describe('Data follows behind a prompt.'),
  needs: z.string().exactOptional().describe('What it needs to be run.'),
  responses: z.array(z.string()).describe('The lines it can answer with, beside OK and ERROR.'),
});

const command = z
  .object({
    name: z.string().describe('As it is typed.'),
    family: z.string(),
    help: z.string().describe('What it does.'),
    retired: z.boolean().describe('A genuine module of this release does not have it any more.'),
    example: z.string().exactOptional().describe('A line that works.'),
    forms: z.array(form),
  })
  .meta({ id: 'Command', description: 'A command of the module, with its forms and parameters.' });

/** The command set, for hints while somebody types. */
export const addCommandRoutes: AddCommonRoutes = (app, { profileOf }) => {
  app.route({
    method: 'GET',
    url: '/commands',
    schema: {
      tags: ['commands'],
      operationId: 'listCommands',
      summary:
        'All commands of a module with their forms and parameters, and the messages it writes by itself.',
      querystring: z.strictObject({ ...languageShape, ...profileShape }),
      response: {
        200: z.object({
          firmware: z.enum(FIRMWARES),
          follow: z.enum(FOLLOWS),
          commands: z.array(command),
          urcs: z.array(
            z.object({
              shape: z.string().describe('The line.'),
              when: z.string().describe('What has happened.'),
              after: z.string().describe('What brings it.'),
            }),
          ),
        }),
      },
    },
    handler: async ({ query: { lang, module }, headers }) =>
      commandsView(profileOf(module), await languageOf(lang, headers['accept-language'])),
  });
};
