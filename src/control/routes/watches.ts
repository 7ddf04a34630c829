import { z } from 'zod';
import { bytesOf, checkedTopic } from '../actions/module-actions.ts';
import type { AddRoutes } from '../control-app.ts';
import { bytesShape, digits, messageShape, oneOf, sinceShape } from '../schemas/bytes.ts';
import { topicMessagesSchema, topicsSchema, watchRequestSchema, watchSchema } from '../schemas/watches.ts';
import { Watches } from '../watches/watches.ts';

const watchPath = z.object({ watch: z.string().describe('The id of the watch.') });
const after = digits(0, Number.MAX_SAFE_INTEGER).default(0);

/** Topics and messages of a broker, of the embedded one or of any. */
export const addWatchRoutes: AddRoutes = (app, { run, events, clock }) => {
  const watches = new Watches(run, events, clock);
  app.addHook('onClose', () => watches.close());

  app.route({
    method: 'POST',
    url: '/watches',
    config: { waits: true },
    schema: {
      tags: ['watches'],
      operationId: 'beginWatch',
      summary:
        'Looks on at all topics of a broker: the embedded one or the first that a link goes to, unless another is named.',
      description:
        'At the embedded broker without a client, elsewhere as one more client that subscribes to #. Who asks for the same gets the same. It keeps 10,000 topics and 16 MiB of their last two messages, and ends 15 s after nobody asks any more.',
      body: watchRequestSchema,
      response: { 200: watchSchema.describe('It looks on, and has been told what is retained.') },
    },
    handler: async ({ body }) => (await watches.begin(body)).state(),
  });

  app.route({
    method: 'GET',
    url: '/watches/:watch/topics',
    schema: {
      tags: ['watches'],
      operationId: 'listTopics',
      summary: 'The topics that messages came on, with the last value of each; to be asked once a second.',
      params: watchPath,
      querystring: z.strictObject({
        after: after.describe('Only those that have changed since that version, or whose rate still falls.'),
      }),
      response: { 200: topicsSchema },
    },
    handler: ({ params, query }) => watches.get(params.watch).topics(query.after),
  });

  app.route({
    method: 'GET',
    url: '/watches/:watch/messages',
    schema: {
      tags: ['watches'],
      operationId: 'listMessages',
      summary:
        'A topic with its last messages; from the first question on up to 500 and 256 KiB of them are kept.',
      params: watchPath,
      querystring: z.strictObject({
        topic: z.string().min(1).max(65_535),
        after: after.describe('Only messages with a greater number.'),
      }),
      response: { 200: topicMessagesSchema },
    },
    handler: ({ params, query }) => watches.get(params.watch).messages(query.topic, query.after),
  });

  app.route({
    method: 'POST',
    url: '/watches/:watch/messages',
    config: { waits: true },
    schema: {
      tags: ['watches'],
      operationId: 'publishAtWatch',
      summary: 'Publishes at the broker; an empty message that is retained clears the one that is.',
      params: watchPath,
      body: oneOf(z.strictObject({ ...messageShape, ...bytesShape }), 'text', 'base64'),
      response: { 200: z.object(sinceShape).describe('The broker has it, with QoS 1 and 2.') },
    },
    handler: async ({ params, body }) => {
      const since = events.lastId;
      const watch = watches.get(params.watch);
      const { topic, qos, retain } = body;
      await watch.publish(checkedTopic(topic), bytesOf(body), qos, retain);
      return { since };
    },
  });

  app.route({
    method: 'POST',
    url: '/watches/:watch/retained',
    config: { waits: true },
    schema: {
      tags: ['watches'],
      operationId: 'askRetained',
      summary: 'Asks the broker anew what is retained, which it tells nobody who has subscribed before.',
      params: watchPath,
      response: { 204: z.null().describe('Known in GET topics.') },
    },
    handler: async ({ params }, reply) => {
      await watches.get(params.watch).source.askRetained();
      void reply.code(204).send(null);
    },
  });
};
