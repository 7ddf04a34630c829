import { get, request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { type Message, message, textOf } from '#messages/message';
import { type Answer, MetricsServer, type Pages } from '#metrics/metrics-server';
import { failListening } from '../support/failing-listen.ts';

async function serving(pages: Pages): Promise<number> {
  const server = new MetricsServer(pages);
  onTestFinished(() => server.close());
  return server.listen({ host: '127.0.0.1', port: 0 });
}

function ask(
  port: number,
  { path = '/', method = 'GET', host = 'localhost' } = {},
): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, method, headers: { host } }, (answer) => {
      let body = '';
      answer.on('data', (chunk) => {
        body += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode, body }));
    })
      .on('error', reject)
      .end();
  });
}

/** As a refusal is served. */
const served = (status: number, said: Message) => ({ status, body: `${textOf(said)}\n` });

const PAGE: Answer = { type: 'text/plain', body: 'page' };

test('what is refused says what there is', async () => {
  const port = await serving({ '/page': () => PAGE, '/other': () => PAGE });
  expect(await ask(port, { path: '/page?x' })).toEqual({ status: 200, body: 'page' });
  expect(await ask(port, { path: '/pages' })).toEqual(
    served(404, message('metrics.elsewhere', { paths: ['/page', '/other'] })),
  );
  expect(await ask(port, { path: '/page', method: 'POST' })).toEqual(served(405, message('metrics.onlyGet')));
  expect(await ask(port, { path: '/page', host: 'evil.example' })).toEqual(
    served(421, message('metrics.otherName')),
  );
});

test('a page that cannot be made says why', async () => {
  const port = await serving({
    '/page': () => {
      throw new Error('no such thing\n    at deep');
    },
  });
  expect(await ask(port, { path: '/page' })).toEqual({ status: 500, body: 'no such thing\n' });
});

const AT = { host: '127.0.0.1', port: 81 };
const address = '127.0.0.1:81';

test.each([
  ['EADDRINUSE', 'TAKEN', message('metrics.taken', { address }), true],
  ['EACCES', 'DENIED', message('metrics.denied', { address }), false],
  [
    'EADDRNOTAVAIL',
    'UNAVAILABLE',
    message('metrics.foreignAddress', { address, loopback: '127.0.0.1' }),
    true,
  ],
  [
    'EMFILE',
    'UNAVAILABLE',
    message('metrics.cannotListen', {
      address,
      why: message('errors.foreign', { text: 'listen EMFILE' }),
    }),
    false,
  ],
])('%s: why it cannot listen, and what to do', async (system, code, reason, mayHeal) => {
  failListening(system);
  await expect(new MetricsServer({}).listen(AT)).rejects.toMatchObject({ code, reason, mayHeal });
});

test('a server that is closed answers nobody', async () => {
  const server = new MetricsServer({ '/': () => PAGE });
  const port = await server.listen({ host: '127.0.0.1', port: 0 });
  await server.close();
  await server.close();
  await expect(
    new Promise((resolve, reject) => get({ host: '127.0.0.1', port }, resolve).on('error', reject)),
  ).rejects.toThrow('ECONNREFUSED');
});
