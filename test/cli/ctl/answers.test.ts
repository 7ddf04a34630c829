import { createServer, type RequestListener } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { CtlClient } from '#cli/ctl/client';
import { showModule } from '#cli/ctl/modules';
import { message, textOf } from '#messages/message';

/** Asks a program that answers so. */
async function clientOf(answer: RequestListener): Promise<CtlClient> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return new CtlClient({ url: new URL(`http://127.0.0.1:${port}`), path: undefined, token: undefined });
}

test('a failure that does not say why is told by its status', async () => {
  const client = await clientOf((_request, response) => void response.writeHead(500).end('{}'));
  await expect(client.ask('/status')).rejects.toMatchObject({
    code: 'FAILED',
    reason: message('ctl.status', { status: 500 }),
  });
});

test('a program that does not answer is not waited for any longer', async () => {
  const client = await clientOf(() => {});
  // A tenth of a second in all.
  await expect(client.ask('/status', { waitMs: -9900 })).rejects.toMatchObject({
    code: 'UNREACHABLE',
    reason: message('ctl.unreachable', {
      place: client.place,
      why: message('ctl.noAnswer', { seconds: 0.1 }),
    }),
  });
});

test('what a link is subscribed to and has in flight stands below it', async () => {
  const link = { link: 0, state: 4, connects: 1, reconnects: 0, losses: 0 };
  const subscription = { filter: 'lamp/#', qos: 1 };
  const publish = { id: 7, topic: 'door', qos: 2, phase: 'release', bytes: 5 } as const;
  const module = { name: 'lamp', powered: true, hosts: 1, wifi: { connected: true }, ports: [], faults: 0 };
  const own = { connection: { keepAlive: 120, cleanSession: true }, subscriptions: [subscription] };
  const client = await clientOf(({ url }, response) => {
    const isLink = url?.endsWith('/links/0') === true;
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify(isLink ? { ...link, ...own, inFlight: [publish] } : { ...module, links: [link] }),
    );
  });
  const lines: string[] = [];
  const write = (): void => {};
  await showModule({ client, module: 'lamp', json: false, print: (line) => lines.push(line), write });
  expect(lines.slice(-2).map((line) => line.trim())).toEqual([
    textOf(message('ctl.subscribed', subscription)),
    textOf(message('ctl.inFlight', publish)),
  ]);
});
