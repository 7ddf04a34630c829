import { z } from 'zod';
import { message } from '#messages/message';
import { bytesOf, checkedTopic } from '../actions/module-actions.ts';
import type { AddRoutes } from '../control-app.ts';
import { ControlError } from '../control-error.ts';
import { bytesShape, messageShape, oneOf, sinceShape } from '../schemas/bytes.ts';

/** What the embedded broker does when it is asked to. */
export const addBrokerActionRoutes: AddRoutes = (app, { run, events }) => {
  app.route({
    method: 'POST',
    url: '/broker/messages',
    schema: {
      tags: ['broker'],
      operationId: 'publishAtBroker',
      summary: 'Publishes a message at the embedded broker, to all who have subscribed to its topic.',
      body: oneOf(z.strictObject({ ...messageShape, ...bytesShape }), 'text', 'base64'),
      response: { 200: z.object(sinceShape).describe('It is published.') },
    },
    handler: async ({ body }) => {
      const since = events.lastId;
      const broker = run.running?.broker;
      if (broker === undefined) throw new ControlError('NOT_FOUND', message('controlAction.noBroker'));
      const { topic, qos, retain } = body;
      checkedTopic(topic);
      await broker.publish({ topic, payload: bytesOf(body), qos, retain });
      return { since };
    },
  });
};
