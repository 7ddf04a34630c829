import { expect, onTestFinished, test } from 'vitest';
import { isBrokerError, startBroker } from '#broker/index';
import { type Message, message } from '#messages/message';
import { failListening, listeningServers } from '../support/failing-listen.ts';

const address = '127.0.0.1:81';
const why = message('errors.foreign', { text: 'listen EMFILE' });

test.each<[string, string, Message]>([
  ['EADDRINUSE', 'TAKEN', message('broker.portTaken', { address })],
  ['EACCES', 'DENIED', message('broker.portDenied', { address })],
  ['EADDRNOTAVAIL', 'UNAVAILABLE', message('broker.foreignAddress', { address, loopback: '127.0.0.1' })],
  ['EMFILE', 'UNAVAILABLE', message('broker.cannotListen', { address, why })],
])('%s: why the broker cannot listen', async (system, ...refused) => {
  failListening(system);
  for (const kind of ['tcp', 'ws'] as const) {
    const error: unknown = await startBroker({ [kind]: { port: 81 } }).catch((failure: unknown) => failure);
    expect(isBrokerError(error) && [error.code, error.reason]).toEqual(refused);
  }
});

test.each(['tcp', 'tls', 'ws', 'wss'] as const)(
  'over %s a client that the system does not let in is told of',
  async (kind) => {
    const servers = listeningServers();
    const told: Message[] = [];
    const broker = await startBroker({ [kind]: { port: 0 }, onNotice: (_level, said) => told.push(said) });
    onTestFinished(() => broker.close());
    servers.at(-1)?.emit('error', new Error('accept EMFILE'));
    expect(told).toEqual([
      message('broker.failed', { why: message('errors.foreign', { text: 'accept EMFILE' }) }),
    ]);
  },
);
