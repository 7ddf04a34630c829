import { message } from '#messages/message';
import type { AddCommonRoutes } from '../control-app.ts';
import { ControlError } from '../control-error.ts';
import { swarmAnswer } from '../schemas/swarm.ts';

/** How a swarm is. */
export const addSwarmRoutes: AddCommonRoutes = (app, { swarm }) => {
  app.route({
    method: 'GET',
    url: '/swarm',
    schema: {
      tags: ['swarm'],
      operationId: 'getSwarm',
      summary: 'How a swarm is, as the event swarm tells it once a second; there is none in a run.',
      response: { 200: swarmAnswer },
    },
    handler: () => {
      if (swarm === undefined) throw new ControlError('NOT_FOUND', message('control.noSwarm'));
      return swarm();
    },
  });
};
