import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { needs } from '../../support/needs.ts';
import { eventually, openPort, read, within, write } from '../support/helpers.ts';
import { of } from '../support/kind.ts';

/** A host that listens, as an emulator's serial port does. */
async function listen(host: string): Promise<{ port: number; hosts: Socket[] }> {
  const hosts: Socket[] = [];
  const server = createServer((socket) => hosts.push(socket.on('error', () => {})));
  onTestFinished(() => {
    server.close();
    for (const socket of hosts) socket.destroy();
  });
  server.listen(0, host);
  await within('server', once(server, 'listening'));
  const here = server.address();
  if (typeof here !== 'object' || here === null) throw new Error('no address');
  return { port: here.port, hosts };
}

test('a host that listens is dialled before the port is said to be open', async () => {
  const { port } = await listen('127.0.0.1');
  const opened = await openPort(`tcp:127.0.0.1:${port}`);
  expect(opened.port.info).toEqual({ kind: 'tcp', host: '127.0.0.1', port, dials: true });
  expect(opened.events.names).toEqual([`tcp 127.0.0.1:${port}`]);
  expect(opened.events.notices).toEqual([`info: tcp 127.0.0.1:${port} is connected`]);
});

test('a host that has sent all it wants can still be answered', async () => {
  const { port, hosts } = await listen('127.0.0.1');
  const { events } = await openPort(`tcp:127.0.0.1:${port}`);
  const module = (await events.next()).resume();
  const host = await eventually('connection', () => hosts[0]);
  const ended = once(module, 'end');
  host.end();
  await within('end', ended);
  const answer = read(host, 2);
  module.end('OK');
  expect(`${await answer}`).toBe('OK');
});

test('a host that was reset comes back as another', async () => {
  const { port, hosts } = await listen('127.0.0.1');
  const { events } = await openPort(`tcp:127.0.0.1:${port}`);
  (await events.next()).resume();
  (await eventually('connection', () => hosts.shift())).resetAndDestroy();
  const again = await events.next();
  const heard = read(again, 2);
  await write(await eventually('connection', () => hosts.shift()), 'AT');
  expect(`${await heard}`).toBe('AT');
});

test('an IPv6 address is written in brackets', needs('IPv6'), async () => {
  const { port } = await listen('::1');
  const { port: opened, events } = await openPort(`tcp:[::1]:${port}`);
  expect(of('tcp', opened.info)).toMatchObject({ host: '::1', port });
  expect(events.names).toEqual([`tcp [::1]:${port}`]);
});

test('a name is looked up for each try', async () => {
  const { port } = await listen('127.0.0.1');
  const { events } = await openPort(`tcp:localhost:${port}`);
  await events.next();
  expect(events.names).toEqual([`tcp localhost:${port}`]);
});
