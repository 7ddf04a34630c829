import { writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { CtlClient } from '#cli/ctl/client';
import * as commands from '#cli/ctl/commands';
import { showEvents } from '#cli/ctl/looks';
import { listModules, showModule, showTranscript } from '#cli/ctl/modules';
import { targetOf } from '#cli/ctl/target';
import { controlled, TOKEN } from '../control/support/controlled.ts';
import { folder } from '../support/folder.ts';
import { said } from '../support/said.ts';

const reason = (key: string, params?: unknown) => ({ reason: { key: `ctl.${key}`, params } });

/** What a sub-command works with, against a program that answers so. */
async function contextAt(answer: RequestListener): Promise<commands.CtlContext> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return contextOf(`127.0.0.1:${(server.address() as AddressInfo).port}`);
}

function contextOf(host: string, token: string | undefined = undefined): commands.CtlContext {
  const client = new CtlClient({ url: new URL(`http://${host}`), path: undefined, token });
  return { client, module: undefined, json: false, print() {}, write() {} };
}

/** Answers by path, below `/api/v1`. */
const answering =
  (bodies: Readonly<Record<string, unknown>>): RequestListener =>
  ({ url = '' }, response) =>
    response.end(JSON.stringify(bodies[url.replace('/api/v1', '')]));

describe('where the program is', () => {
  test.each<[string, Parameters<typeof targetOf>[0], string, object]>([
    ['two places', { url: 'x', readyFile: 'y' }, 'twoPlaces', { first: '--url', second: '--ready-file' }],
    ['no URL, without its token', { url: 'ftp://x#token=secret' }, 'notUrl', { typed: 'ftp://x#…' }],
    ['no path of a socket', { url: 'unix:' }, 'notUrl', { typed: 'unix:' }],
    [
      'no file',
      { readyFile: '/nowhere/ready' },
      'noReadyFile',
      {
        file: '/nowhere/ready',
        why: { key: 'errors.foreign', params: { text: expect.stringContaining('ENOENT') } },
      },
    ],
  ])('%s', (_, where, key, params) => {
    expect(() => targetOf(where, {})).toThrow(expect.objectContaining(reason(key, params)));
  });

  test('a ready file of a program that is not under control', () => {
    const file = join(folder(), 'ready.json');
    writeFileSync(file, '{"ready":true}\n');
    expect(() => targetOf({ readyFile: file }, {})).toThrow(
      expect.objectContaining(reason('readyFileWithoutControl', { file })),
    );
  });
});

describe('a program that does not answer as ours does', () => {
  test('nobody is there', async () => {
    const { client } = contextOf('127.0.0.1:1');
    const why = { key: 'errors.foreign', params: { text: expect.stringContaining('ECONNREFUSED') } };
    await expect(client.ask('/status')).rejects.toMatchObject(
      reason('unreachable', { place: '127.0.0.1:1', why }),
    );
  });

  test('something else is', async () => {
    const { client } = await contextAt((_, response) => response.end('hello'));
    const why = { key: 'metrics.notOurs' };
    await expect(client.ask('/status')).rejects.toMatchObject(
      reason('unreachable', { place: client.place, why }),
    );
  });

  test('a status without a reason', async () => {
    const { client } = await contextAt((_, response) => response.writeHead(502).end('{}'));
    await expect(client.ask('/status')).rejects.toMatchObject(reason('status', { status: 502 }));
  });

  test('a token that is no header', async () => {
    const { client } = contextOf('127.0.0.1:1', 'a\nb');
    await expect(client.ask('/status')).rejects.toMatchObject(reason('badToken'));
  });

  test('no answer in time', async () => {
    const { client } = await contextAt(() => {});
    // The time is that of the system; here it is over at once.
    const spy = vi.spyOn(Socket.prototype, 'setTimeout').mockImplementation(function (this: Socket, ms) {
      if (ms === 12_000) setImmediate(() => this.emit('timeout'));
      return this;
    });
    onTestFinished(() => spy.mockRestore());
    const why = { key: 'ctl.noAnswer', params: { seconds: 12 } };
    await expect(client.ask('/wait', { waitMs: 2000 })).rejects.toMatchObject(
      reason('unreachable', { place: client.place, why }),
    );
  });

  test('it ends while its events are read', async () => {
    const context = await contextAt((_, response) => {
      response.writeHead(200);
      response.end('\n');
    });
    await expect(showEvents(context, { follow: true })).rejects.toMatchObject(
      reason('ended', { place: context.client.place }),
    );
  });
});

describe('what was typed is refused', () => {
  const nobody = contextOf('127.0.0.1:1');
  const known = ['command', 'state', 'publish', 'message', 'compat', 'event'];
  test.each<[string, () => Promise<boolean>, string, object]>([
    [
      'something else to wait for',
      () => commands.waitForEvent(nobody, ['stat=4'], {}),
      'unknownWait',
      { typed: 'stat', nearest: 'state', known },
    ],
    [
      'a condition without a value',
      () => commands.waitForEvent(nobody, ['state=4', 'link'], {}),
      'notPair',
      { typed: 'link' },
    ],
    [
      'a time that is none',
      () => commands.waitForEvent(nobody, ['state=4'], { timeout: 'soon' }),
      'badDuration',
      { option: '--timeout', typed: 'soon' },
    ],
    [
      'no line at all',
      () => showTranscript(nobody, '0'),
      'badNumber',
      { option: '--last', typed: '0', max: 10_000 },
    ],
  ])('%s', async (_, run, key, params) => {
    await expect(run()).rejects.toMatchObject(reason(key, params));
  });

  test.each([
    ['several modules', ['a', 'b']],
    ['no module yet', []],
  ])('%s', async (_, names) => {
    const context = await contextAt(answering({ '/status': { modules: names.map((name) => ({ name })) } }));
    await expect(commands.resetModule(context)).rejects.toMatchObject(reason('whichModule', { names }));
  });
});

test('modules and their links', async () => {
  const told = said();
  const user = { scheme: 1, clientId: 'pump', username: 'me' };
  const connection = { keepAlive: 120, cleanSession: false };
  const inFlight = { id: 7, topic: 'a/b', qos: 2, phase: 'release', bytes: 5 };
  const subscribed = { filter: 'a/#', qos: 1 };
  const link = { id: 0, state: 1, connects: 0, lastFailure: null, broker: null };
  const module = { name: 'm', powered: true, hosts: 2, wifi: { connected: true }, faults: 1 };
  const shown = { ...module, ports: [], links: [{ link: 0, ...link }] };
  const whole = { ...link, link: 0, user, connection, subscriptions: [subscribed], inFlight: [inFlight] };
  const context = await contextAt(
    answering({
      '/status': { modules: [{ name: 'm' }] },
      '/modules': { modules: [shown] },
      '/modules/m': shown,
      '/modules/m/links/0': whole,
    }),
  );
  await listModules(context);
  const ofModule = { key: 'ctl.module', params: { ...module, wifi: true } };
  expect(told).toContainEqual(ofModule);
  told.length = 0;
  await showModule(context);
  expect(told.filter(({ key }) => key.startsWith('ctl.'))).toEqual([
    ofModule,
    { key: 'ctl.linkSettings', params: { ...user, ...connection } },
    { key: 'ctl.subscribed', params: subscribed },
    { key: 'ctl.inFlight', params: inFlight },
  ]);
});

test('faults and settings of a running module', async () => {
  const told = said();
  const context = contextOf((await controlled()).host, TOKEN);
  const last = async (done: Promise<boolean>): Promise<unknown> => {
    expect(await done).toBe(true);
    return told.at(-1);
  };
  expect(await last(commands.listFaults(context, false))).toEqual({ key: 'ctl.noFaults', params: undefined });
  const added = commands.addFault(context, 'module.answer', ['command=AT+GMR', 'answer=ERROR'], {});
  const parameters = expect.stringContaining('answer=ERROR');
  expect(await last(added)).toEqual({
    key: 'ctl.fault',
    params: { id: 1, fault: 'module.answer', parameters, active: true, acted: 0 },
  });
  expect(await last(commands.setSettings(context, ['maxTopics=3']))).toEqual({
    key: 'ctl.changed',
    params: { name: 'maxTopics', value: '3', effect: 'now' },
  });
  expect(await last(commands.setSettings(context, ['maxTopics=3']))).toEqual({
    key: 'ctl.nothingChanged',
    params: undefined,
  });
  await commands.setSettings(context, ['firmware=5.0']);
  expect(await last(commands.getSettings(context, ['firmware']))).toEqual({
    key: 'ctl.setting',
    params: expect.objectContaining({ name: 'firmware', effect: 'restart', next: '"5.0"' }),
  });
});
