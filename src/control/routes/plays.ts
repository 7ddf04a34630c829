import { z } from 'zod';
import type { AddRoutes } from '../control-app.ts';
import { languageOf } from '../language.ts';
import { ScenarioPlayer } from '../plays/scenario-player.ts';
import { oneOf } from '../schemas/bytes.ts';
import { languageShape } from '../schemas/language.ts';
import { toldSchema } from '../schemas/status.ts';
import { playView } from '../views/play-view.ts';

const play = z
  .object({
    state: z
      .enum(['none', 'running', 'passed', 'failed', 'ended'])
      .describe('none: nothing was played yet; ended: it was called off.'),
    name: z.string().exactOptional(),
    startedAt: z.iso.datetime().exactOptional(),
    seconds: z.number().min(0).exactOptional().describe('How long it took, once it is over.'),
    why: toldSchema.exactOptional().describe('Why it failed, or what ended it.'),
    steps: z
      .array(
        z.object({
          line: z.int().min(1).describe('Its line in the file.'),
          step: z.string().describe('Itself in one line.'),
          depth: z.int().min(0).describe('How many steps it is inside of.'),
          rounds: z.int().min(0).describe('How often it was done; 0: not yet.'),
          ok: z.boolean().exactOptional().describe('Whether it came out as it should, the last time.'),
          ms: z.int().min(0).exactOptional(),
          why: toldSchema.exactOptional(),
        }),
      )
      .describe('All steps, those inside of others behind them.'),
    traffic: z.array(z.string()).describe('The last lines of the traffic, once it is over.'),
  })
  .meta({ id: 'Play', description: 'A scenario that is played, or was last.' });

/** Scenarios, which are played on modules of their own. */
export const addPlayRoutes: AddRoutes = (app, { clock }) => {
  const player = new ScenarioPlayer(clock);
  app.addHook('onClose', () => player.close());

  app.route({
    method: 'GET',
    url: '/scenarios',
    schema: {
      tags: ['scenarios'],
      operationId: 'listScenarios',
      summary: 'The scenarios that come with the program.',
      querystring: z.strictObject(languageShape),
      response: {
        200: z.object({
          scenarios: z.array(
            z.object({ name: z.string(), about: z.string().describe('What happens in it.') }),
          ),
        }),
      },
    },
    handler: async ({ query, headers }) => {
      const { describe } = await languageOf(query.lang, headers['accept-language']);
      const { readyScenarios } = await import('../plays/ready-scenarios.ts');
      return { scenarios: readyScenarios().map(({ name, about }) => ({ name, about: describe(about) })) };
    },
  });

  app.route({
    method: 'GET',
    url: '/play',
    schema: {
      tags: ['scenarios'],
      operationId: 'getPlay',
      summary: 'The scenario that is played, or was last, with its steps.',
      response: { 200: play },
    },
    handler: () => playView(player),
  });

  app.route({
    method: 'POST',
    url: '/play',
    schema: {
      tags: ['scenarios'],
      operationId: 'beginPlay',
      summary:
        'Plays a scenario on a module and a broker of its own, beside those of the run; one at a time.',
      body: oneOf(
        z.strictObject({
          name: z.string().max(100).optional().describe('One of GET /scenarios.'),
          text: z.string().max(100_000).optional().describe('A scenario, as YAML.'),
        }),
        'name',
        'text',
      ),
      response: { 201: play.describe('It is played.') },
    },
    handler: async ({ body }, reply) => {
      await player.begin(body);
      void reply.code(201);
      return playView(player);
    },
  });

  app.route({
    method: 'DELETE',
    url: '/play',
    schema: {
      tags: ['scenarios'],
      operationId: 'endPlay',
      summary: 'Ends the scenario that is played.',
      response: { 200: play.describe('It has ended.') },
    },
    handler: async () => {
      await player.end();
      return playView(player);
    },
  });
};
