import { connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { isPortError, parsePortSpec } from '#ports/index';
import { needs } from '../../support/needs.ts';
import { event, failure, openPort, Recorder, read, within, write } from '../support/helpers.ts';

type Opened = Awaited<ReturnType<typeof openPort>>;

async function attach({ port }: Opened): Promise<Socket> {
  if (port.info.kind !== 'tcp') throw new Error('not tcp');
  const host = connect(port.info.port, port.info.host);
  await within('connection', event(host, 'connect'));
  return host;
}

test('it listens at loopback, and port 0 becomes a free one', async () => {
  const { port, events } = await openPort('tcp-listen:0');
  expect(port.spec).toBe('tcp-listen:0');
  expect(port.info).toEqual({ kind: 'tcp', host: '127.0.0.1', port: expect.any(Number) });
  expect(port.info.kind === 'tcp' && port.info.port).toBeGreaterThan(0);
  expect(events.notices).toEqual([]);
});

test('fork is reported, and left to whoever opened the port', async () => {
  const { port } = await openPort('tcp-listen:0,fork');
  expect(port.info).toMatchObject({ fork: true });
});

test('every client is a host of its own', async () => {
  const opened = await openPort('tcp-listen:0');
  const hosts = [await attach(opened), await attach(opened), await attach(opened)];
  const modules = [await opened.events.next(), await opened.events.next(), await opened.events.next()];
  for (const [index, host] of hosts.entries()) {
    const module = modules[index];
    if (module === undefined) throw new Error('a host is missing');
    const command = read(module, 4);
    await write(host, `AT${index}\n`);
    expect(`${await command}`).toBe(`AT${index}\n`);
    const reply = read(host, 3);
    await write(module, `OK${index}`);
    expect(`${await reply}`).toBe(`OK${index}`);
  }
  expect(opened.events.names).toEqual(hosts.map((host) => `tcp 127.0.0.1:${host.localPort}`));
});

test('a host can come back ten times', async () => {
  const opened = await openPort('tcp-listen:0');
  for (let round = 0; round < 10; round++) {
    const host = await attach(opened);
    const module = (await opened.events.next()).resume();
    const gone = event(module, 'close');
    module.once('end', () => module.end());
    host.end();
    await within('close', gone);
  }
});

test('a host that has sent all it wants can still be answered', async () => {
  const opened = await openPort('tcp-listen:0');
  const host = await attach(opened);
  const module = (await opened.events.next()).resume();
  const ended = event(module, 'end');
  host.end();
  await within('end', ended);
  const answer = read(host, 2);
  module.end('OK');
  expect((await answer).toString()).toBe('OK');
});

test('a host that resets its connection only closes it', async () => {
  const opened = await openPort('tcp-listen:0');
  const host = await attach(opened);
  const module = await opened.events.next();
  const gone = event(module.resume(), 'close');
  host.resetAndDestroy();
  await within('close', gone);
});

test('closing cuts off the hosts and frees the port', async () => {
  const opened = await openPort('tcp-listen:0');
  const host = await attach(opened);
  const gone = event(
    host.resume().on('error', () => {}),
    'close',
  );
  await within('port to close', opened.port.close());
  await within('close', gone);
  if (opened.port.info.kind !== 'tcp') throw new Error('not tcp');
  await openPort(`tcp-listen:${opened.port.info.port}`);
});

test('a port that is taken is refused in one sentence', async () => {
  const other = createServer();
  onTestFinished(() => void other.close());
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as { port: number };
  const error = await failure(() => parsePortSpec(`tcp-listen:${port}`).open(new Recorder()));
  expect(isPortError(error) && error.code).toBe('TAKEN');
  expect(error.message).toBe(
    `tcp-listen 127.0.0.1:${port} is in use by another program; choose another port, or 0 for any free one`,
  );
});

test('an address of another machine is refused in one sentence', async () => {
  const error = await failure(() => parsePortSpec('tcp-listen:192.0.2.1:3333').open(new Recorder()));
  expect(isPortError(error) && error.code).toBe('UNAVAILABLE');
  expect(error.message).toBe(
    'tcp-listen 192.0.2.1:3333 is not an address of this computer; leave the host out for 127.0.0.1',
  );
});

test('listening beyond loopback gives a warning', async () => {
  const { port, events } = await openPort('tcp-listen:0.0.0.0:0');
  if (port.info.kind !== 'tcp') throw new Error('not tcp');
  expect(events.notices).toEqual([
    `warn: tcp-listen 0.0.0.0:${port.info.port} can be reached from other computers, and whoever connects can send any command`,
  ]);
});

test('an IPv6 address is written in brackets', needs('IPv6'), async () => {
  const opened = await openPort('tcp-listen:[::1]:0');
  const host = await attach(opened);
  expect(opened.events.notices).toEqual([]);
  await opened.events.next();
  expect(opened.events.names).toEqual([`tcp [::1]:${host.localPort}`]);
});
