import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { bindFailure } from '#net/bind-failure';
import { closerOf, startListening } from '#net/listen';

test('a server is closed with its connections, as often as somebody asks', async () => {
  const server = createServer();
  const close = closerOf(server);
  await startListening(server, () => server.listen(0, '127.0.0.1'));
  const accepted = once(server, 'connection');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {});
  await accepted;
  const gone = once(client, 'close');
  await Promise.all([close(), close(), gone]);
  expect(server.listening).toBe(false);
});

test('a server that cannot listen fails with what the system says', async () => {
  const [first, second] = [createServer(), createServer()];
  const close = closerOf(first);
  await startListening(first, () => first.listen(0, '127.0.0.1'));
  const { port } = first.address() as AddressInfo;
  const failure = await startListening(second, () => second.listen(port, '127.0.0.1')).catch(bindFailure);
  expect(failure).toBe('taken');
  await close();
});

test.each([
  ['EADDRINUSE', 'taken'],
  ['EACCES', 'denied'],
  ['EADDRNOTAVAIL', 'not-here'],
  ['ENOTFOUND', 'not-here'],
  ['EAI_AGAIN', 'not-here'],
  ['EINVAL', 'other'],
  [undefined, 'other'],
])('%s means %s', (code, failure) => {
  expect(bindFailure(Object.assign(new Error(), { code }))).toBe(failure);
});
