import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder } from '../support/folder.ts';
import { controlled } from './support/controlled.ts';

async function connected(...settings: readonly string[]) {
  const run = await controlled({ broker: '127.0.0.1:0', set: settings });
  const host = await run.dial();
  await host.command('ATE0');
  const port = new URL(run.broker ?? '').port;
  await host.command('AT+MQTTUSERCFG=0,1,"pump","joe","hunter2-secret",0,0,"/x"');
  await host.command('AT+MQTTCONNCFG=0,60,1,"gone","bye",1,1');
  await host.command(`AT+MQTTCONN=0,"127.0.0.1",${port},1`);
  await host.command('AT+MQTTSUB=0,"in/+",1');
  return { run, host, port };
}

test('a module, as it is now', async () => {
  const { run, port } = await connected();
  const { body } = await run.ask('/api/v1/modules');
  expect(body.modules).toHaveLength(1);
  const module = (await run.ask('/api/v1/modules/module0')).body;
  expect(module).toMatchObject({
    name: 'module0',
    fork: false,
    ports: [{ kind: 'tcp', port: expect.stringMatching(/^tcp:127\.0\.0\.1:\d+$/) }],
    hosts: 1,
    powered: true,
    wifi: { state: 2, connected: true, ip: '192.168.4.2' },
    clock: { set: false },
    uart: { baud: 115_200 },
    faults: 0,
    links: [{ link: 0, state: 6, target: `127.0.0.1:${port}`, connects: 1, losses: 0 }],
  });
  expect(module.clock.now).toMatch(/^1970-01-01T/);
  expect(module.links[0].since).toMatch(/^\d{4}-/);
});

test('a link with what was set on it, its subscriptions and what is in flight', async () => {
  const { run, host, port } = await connected();
  await run.ask('/api/v1/modules/module0/faults', { json: { fault: 'broker.noPuback' } });
  host.command('AT+MQTTPUB=0,"out","water",1,0').catch(() => {});
  const link = async () => (await run.ask('/api/v1/modules/module0/links/0')).body;
  await expect.poll(async () => (await link()).inFlight.length).toBe(1);
  const body = await link();
  expect(body).toMatchObject({
    link: 0,
    state: 6,
    target: `127.0.0.1:${port}`,
    attempt: 'none',
    reconnect: true,
    bySetting: false,
    user: { scheme: 1, clientId: 'pump', username: 'joe', password: '***', path: '/x', alpn: [], sni: '' },
    connection: {
      keepAlive: 60,
      cleanSession: false,
      will: { topic: 'gone', message: 'bye', qos: 1, retain: true },
    },
    subscriptions: [{ filter: 'in/+', qos: 1 }],
  });
  expect(body.inFlight).toEqual([
    {
      id: expect.any(Number),
      topic: 'out',
      qos: 1,
      retain: false,
      phase: 'publish',
      bytes: 5,
      text: 'water',
    },
  ]);
});

test('what is counted', async () => {
  const { run, host } = await connected();
  await host.command('AT+MQTTPUB=0,"out","water",1,0');
  await host.command('AT+NONSENSE').catch(() => {});
  const { body } = await run.ask('/api/v1/modules/module0/counters');
  expect(body.commands).toContainEqual({ command: 'AT+MQTTPUB', ok: 1, error: 0, busy: 0 });
  expect(body.errors).toHaveLength(1);
  expect(body.links[0]).toMatchObject({ link: 0, attempts: 1, connects: 1 });
  expect(body.links[0].sent.messages[1]).toEqual({ qos: 1, count: 1, bytes: 5 });
});

test('what was said last, as JSON and as text', async () => {
  const { run, host } = await connected();
  await host.command('AT+MQTTPUB=0,"in/1","water",0,0');
  await host.expect(',water');
  const path = '/api/v1/modules/module0/transcript';
  const { body } = await run.ask(path);
  const texts: string[] = body.lines.map(({ text }: { text: string }) => text);
  expect(texts).toEqual(expect.arrayContaining(['module < +MQTTSUBRECV:0,"in/1",5,water', 'module < OK']));
  expect(texts.some((text) => / > AT\+MQTTPUB=0,"in\/1","water",0,0$/.test(text))).toBe(true);
  expect(texts.some((text) => text.startsWith('link 0 > PUBLISH QoS 0 "in/1"'))).toBe(true);
  const last = await run.ask(`${path}?last=3&format=text`);
  expect(last.headers['content-type']).toBe('text/plain; charset=utf-8');
  expect(
    last.text
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/^\S+Z /, '')),
  ).toEqual(texts.slice(-3));
});

test('the embedded broker and its clients', async () => {
  const { run, port } = await connected();
  expect((await run.ask('/api/v1/broker')).body).toEqual({
    listeners: [{ kind: 'tcp', url: `mqtt://127.0.0.1:${port}`, host: '127.0.0.1', port: Number(port) }],
    clients: 1,
    faults: 0,
  });
  expect((await run.ask('/api/v1/broker/clients')).body.clients).toEqual([
    {
      id: 'pump',
      address: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      cleanSession: false,
      subscriptions: [{ filter: 'in/+', qos: 1 }],
    },
  ]);
});

test.each([
  ['/api/v1/modules/pump', 404, 'There is no module "pump"; did you mean module0? There is module0.'],
  ['/api/v1/modules/module0/links/1', 404, 'module0 has no link 1; it has 0.'],
  ['/api/v1/modules/module0/links/x', 400, 'link of the path takes 0 to 9.'],
  ['/api/v1/modules/module0/transcript?last=0', 400, 'last of the query takes 1 to 10000.'],
  ['/api/v1/broker', 404, undefined],
])('what is not there is told in one sentence: %s', async (path, status, text) => {
  const { ask } = await controlled();
  const answer = await ask(path);
  expect(answer.status).toBe(status);
  if (text !== undefined) expect(answer.body.error.text).toBe(text);
});

test('modules of a port with fork are there as long as their connection', async () => {
  const run = await controlled({ port: ['tcp-listen:0,fork'] });
  const port = run.run.running?.modules[0]?.ports[0]?.info;
  if (port?.kind !== 'tcp') throw new Error('no port');
  const { dialHost } = await import('../support/hosts.ts');
  const host = await dialHost(port.port);
  await host.command('AT');
  expect(
    (await run.ask('/api/v1/modules')).body.modules.map(({ name, fork }: never) => [name, fork]),
  ).toEqual([
    ['module0', false],
    ['fork0', true],
  ]);
  expect((await run.ask('/api/v1/modules/fork0/counters')).body.countedAs).toBe('fork');
  expect((await run.ask('/api/v1/modules/fork0/transcript')).body.lines.length).toBeGreaterThan(0);
});

/** All that can be read, joined. */
async function everything(run: Awaited<ReturnType<typeof controlled>>): Promise<string> {
  const paths = [
    ...['status', 'modules', 'modules/module0', 'modules/module0/links/0', 'modules/module0/counters'],
    ...[
      'modules/module0/transcript?last=10000',
      'modules/module0/settings',
      'modules/module0/faults',
      'broker',
    ],
    ...['broker/clients', 'openapi.json'],
  ];
  const texts = await Promise.all(paths.map(async (path) => (await run.ask(`/api/v1/${path}`)).text));
  return [...texts, ...run.events.after(0).events.map(({ json }) => json), ...run.log].join('\n');
}

test.each([
  ['AT+MQTTUSERCFG=0,1,"pump","joe","SECRET-1234",0,0,""'],
  ['AT+MQTTUSERCFG=0,1,"pump","joe","SECRET-1234",0,0'],
  ['AT+MQTTUSERCFG=0,11,"pump","joe","SECRET-1234",0,0,""'],
  ['AT+MQTTUSERCFG=0,1,"pump,"joe","SECRET-1234",0,0,""'],
  ['AT+MQTTUSERCFG=0,1,pump,joe,SECRET-1234,0,0,'],
  ['at+mqttusercfg=0,1,"pump","joe","SECRET-1234",0,0,""'],
  ['AT+MQTTUSERCGF=0,1,"pump","joe","SECRET-1234",0,0,""'],
  ['AT+MQTTUSERCFG 0,1,"pump","joe","SECRET-1234",0,0,""'],
  ['AT+MQTTPASSWORD=0,"SECRET-1234"'],
  ['AT+MQTTPASSWORD=9,"SECRET-1234"'],
  ['AT+CWJAP="home","SECRET-1234"'],
  ['AT+CWJAP_DEF="home","SECRET-1234"'],
  ['AT+CWJAP="home,"SECRET-1234'],
])('a password is nowhere to be read: %s', async (line) => {
  const run = await controlled({ broker: '127.0.0.1:0' });
  const host = await run.dial();
  await host.command('ATE0');
  await host.command(line).catch(() => {});
  await host.command(`AT+MQTTCONN=0,"127.0.0.1",${new URL(run.broker ?? '').port},0`).catch(() => {});
  await host.command('AT');
  expect(await everything(run)).not.toContain('SECRET-1234');
});

test('the data of a password is nowhere to be read, nor are those of settings and of their file', async () => {
  const file = join(folder(), 'password');
  writeFileSync(file, 'SECRET-1234\n', { mode: 0o600 });
  const run = await controlled({
    broker: '127.0.0.1:0',
    set: [
      'connect.host=127.0.0.1',
      'connect.port=1',
      'connect.username=joe',
      `connect.passwordFile=${file}`,
      'wifi.ssid=home',
      'wifi.password=SECRET-1234',
    ],
  });
  const host = await run.dial();
  await host.command('ATE0');
  await host.command('AT+MQTTCLEAN=0');
  await host.command('AT+MQTTUSERCFG=0,1,"pump","joe","",0,0,""');
  await host.commandWithData('AT+MQTTLONGPASSWORD=0,11', 'SECRET-1234');
  await host.command(`AT+MQTTCONN=0,"127.0.0.1",${new URL(run.broker ?? '').port},0`);
  const { body } = await run.ask('/api/v1/modules/module0/links/0');
  expect(body).toMatchObject({ state: 4, user: { password: '***' } });
  expect(await everything(run)).not.toContain('SECRET-1234');
});

test('a private key that is stored and read back is nowhere else to be read', async () => {
  const run = await controlled({ broker: '127.0.0.1:0' });
  const host = await run.dial();
  await host.command('ATE0');
  const key = '-----BEGIN PRIVATE KEY-----\nSECRET-1234SECRET-1234\n-----END PRIVATE KEY-----\n';
  await host.commandWithData(`AT+SYSMFG=2,"mqtt_key","mqtt_key",8,${key.length}`, key);
  const read = await host.command('AT+SYSMFG=1,"mqtt_key","mqtt_key"');
  expect(JSON.stringify(read)).toContain('SECRET-1234');
  expect(await everything(run)).not.toContain('SECRET-1234');
});

test('a password that comes in pieces, late or never is nowhere to be read', async () => {
  const run = await controlled({ broker: '127.0.0.1:0' });
  const host = await run.dial();
  await host.command('ATE1');
  await host.command('AT+MQTTUSERCFG=0,1,"pump","joe","",0,0,""');
  host.send('AT+MQTTLONGPASSWORD=0,22\r\n');
  await host.expect('>');
  for (const piece of ['SECRET', '-1234', 'SECRET', '-1234']) host.send(piece);
  await host.expect('OK');
  host.send('AT+MQTTLONGPASSWORD=0,22\r\n');
  await host.expect('>');
  host.send('SECRET-1234');
  await run.ask('/api/v1/modules/module0/reset', { method: 'POST' });
  await host.expect('ready');
  host.send('AT+MQTTUSERCFG=0,1,"pump","joe","SECRET-1234');
  await run.ask('/api/v1/modules/module0/reset', { method: 'POST' });
  await host.expect('ready');
  const typed = { json: { line: 'AT+MQTTUSERCFG=0,1,"pump","joe","SECRET-1234",0,0,""' } };
  expect((await run.ask('/api/v1/modules/module0/input', typed)).status).toBe(200);
  expect(await everything(run)).not.toMatch(/SECRET|-1234/);
});

test('a password among settings that are changed or refused is not told back', async () => {
  const run = await controlled({ broker: '127.0.0.1:0' });
  const path = '/api/v1/modules/module0/settings';
  const answers = [
    await run.ask(path, { method: 'PATCH', json: { 'connect.password': 'SECRET-1234' } }),
    await run.ask(path, { method: 'PATCH', json: { wifi: { ssid: 'home', password: 'SECRET-1234' } } }),
    await run.ask(path, { method: 'PATCH', json: { 'wifi.password': ['SECRET-1234'] } }),
    await run.ask(path, { method: 'PATCH', json: { 'wifi.pasword': 'SECRET-1234' } }),
    await run.ask(path, { method: 'PATCH', json: { 'connect.password=SECRET-1234': true } }),
    await run.ask('/api/v1/session', { json: { token: 'SECRET-1234', 'SECRET-1234': 1 } }),
  ];
  for (const { text } of answers.slice(0, 4)) expect(text).not.toContain('SECRET-1234');
  expect(await everything(run)).not.toContain('SECRET-1234');
});
