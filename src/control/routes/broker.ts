import { z } from 'zod';
import { message } from '#messages/message';
import type { AddRoutes } from '../control-app.ts';
import { ControlError } from '../control-error.ts';

const client = z.object({
  id: z.string().describe('Its client identifier.'),
  address: z.string().optional().describe('Where it comes from.'),
  cleanSession: z.boolean(),
  subscriptions: z.array(z.object({ filter: z.string(), qos: z.int().min(0).max(2) })),
});

const session = z.object({
  id: z.string().describe('The client identifier.'),
  since: z.iso.datetime().describe('When its client went.'),
  subscriptions: client.shape.subscriptions,
  waiting: z.int().min(0).describe('How many messages wait for it.'),
});

/** The embedded broker, as it is now. */
export const addBrokerRoutes: AddRoutes = (app, { run }) => {
  const broker = () => {
    const found = run.running?.broker;
    if (found === undefined) throw new ControlError('NOT_FOUND', message('controlAction.noBroker'));
    return found;
  };

  app.route({
    method: 'GET',
    url: '/broker',
    schema: {
      tags: ['broker'],
      operationId: 'getBroker',
      summary: 'The embedded broker: where it listens, and how many clients it has.',
      response: {
        200: z.object({
          listeners: z.array(
            z.object({
              kind: z.enum(['tcp', 'tls', 'ws', 'wss']),
              url: z.string(),
              host: z.string(),
              port: z.int(),
            }),
          ),
          clients: z.int().min(0),
          faults: z.int().min(0).describe('How many faults of it are on.'),
        }),
      },
    },
    handler: () => {
      const { listeners, clients } = broker();
      return {
        listeners: listeners.map(({ kind, url, host, port }) => ({ kind, url, host, port })),
        clients: clients.length,
        faults: run.running?.brokerFaults?.list.length ?? 0,
      };
    },
  });

  app.route({
    method: 'GET',
    url: '/broker/clients',
    schema: {
      tags: ['broker'],
      operationId: 'listClients',
      summary: 'The clients that are connected to the embedded broker, and what they have subscribed to.',
      response: { 200: z.object({ clients: z.array(client) }) },
    },
    handler: () => ({
      clients: broker().clients.map(({ address, subscriptions, ...rest }) => ({
        ...rest,
        ...(address !== undefined && { address }),
        subscriptions: [...subscriptions],
      })),
    }),
  });

  app.route({
    method: 'GET',
    url: '/broker/sessions',
    schema: {
      tags: ['broker'],
      operationId: 'listSessions',
      summary: 'The sessions that the embedded broker keeps of clients that are not connected.',
      response: { 200: z.object({ sessions: z.array(session) }) },
    },
    handler: async () => {
      const kept = await broker().sessions();
      return {
        sessions: kept.map(({ since, subscriptions, ...rest }) => ({
          ...rest,
          since: new Date(since).toISOString(),
          subscriptions: [...subscriptions],
        })),
      };
    },
  });
};
