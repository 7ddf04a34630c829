import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { dialHost } from '../support/hosts.ts';
import { type ControlledTest, controlled } from './support/controlled.ts';

// What acts on a module: its power, its reset line, its UART, what comes from its broker.

const AT = '/api/v1/modules/module0';
const READY = '\r\nready\r\n';

async function started(set: readonly string[] = [], port = 'tcp-listen:0'): Promise<ControlledTest> {
  return controlled({ port: [port], set: ['wifi.autojoin=false', ...set], broker: '127.0.0.1:0' });
}

/** A host that is there before the module is looked at. */
async function hosted(made: ControlledTest) {
  const host = await made.dial();
  await host.command('ATE0');
  return host;
}

async function connected(made: ControlledTest, filter?: string): Promise<void> {
  const port = new URL(made.broker ?? '').port;
  for (const line of [
    'AT+CWJAP="any","thing"',
    'AT+MQTTUSERCFG=0,1,"c","","",0,0,""',
    `AT+MQTTCONN=0,"127.0.0.1",${port},0`,
    ...(filter === undefined ? [] : [`AT+MQTTSUB=0,"${filter}",1`]),
  ]) {
    const { body } = await made.ask(`${AT}/input`, { json: { line } });
    expect(body, line).toMatchObject({ over: true, output: expect.stringMatching(/\r\nOK\r\n$/) });
  }
}

describe('power', () => {
  test('off and on, again and again: ports stay open, hosts stay and hear nothing', async () => {
    const made = await started();
    const host = await hosted(made);
    for (let round = 0; round < 5; round++) {
      expect((await made.ask(`${AT}/power`, { json: { on: false } })).body).toMatchObject({ on: false });
      expect((await made.ask(`${AT}/power`, { json: { on: false } })).status).toBe(200);
      host.send('AT\r\n');
      const late = await made.dial();
      late.send('AT\r\n');
      for (const [path, json] of [
        ['input', { line: 'AT' }],
        ['urc', { text: '+X' }],
        ['messages', { topic: 't', text: 'x' }],
        ['reset', undefined],
      ] as const) {
        const { status, body } = await made.ask(`${AT}/${path}`, { method: 'POST', json });
        expect(status, path).toBe(409);
        expect(body.error).toMatchObject({
          code: 'CONFLICT',
          key: 'controlAction.withoutPower',
          parameters: { module: 'module0' },
        });
      }
      expect(await host.drain()).toBe('');
      expect((await made.ask(`${AT}/power`, { json: { on: true } })).body).toMatchObject({ on: true });
      await host.expectNext(READY);
      await late.expectNext(READY);
      host.send('AT\r\n');
      await host.expectNext('AT\r\n\r\nOK\r\n');
      late.stream.destroy();
    }
    await made.ask(`${AT}/power`, { json: { on: true } });
    expect(await host.drain()).toBe('');
  });

  test('of a module of a port with fork, each by itself, until its host has gone', async () => {
    const made = await started([], 'tcp-listen:0,fork');
    const [one, other] = [await dialHost(made.ports.fork ?? 0), await dialHost(made.ports.fork ?? 0)];
    for (const host of [one, other]) await host.expectNext(READY);
    const path = '/api/v1/modules/fork0';
    for (let round = 0; round < 3; round++) {
      await made.ask(`${path}/power`, { json: { on: false } });
      one.send('AT\r\n');
      expect(await one.drain()).toBe('');
      other.send('AT\r\n');
      await other.expect('\r\nOK\r\n');
      await made.ask(`${path}/power`, { json: { on: true } });
      await one.expectNext(READY);
    }
    one.send('AT\r\n');
    await one.expect('\r\nOK\r\n');
    await made.ask(`${path}/power`, { json: { on: false } });
    one.stream.destroy();
    await expect.poll(async () => (await made.ask(`${path}/power`, { json: { on: true } })).status).toBe(404);
    const { body } = await made.ask(`${path}/input`, { json: { line: 'AT' } });
    expect(body.error.text).toContain('There is no module "fork0"');
    other.send('AT\r\n');
    await other.expect('\r\nOK\r\n');
  });

  test('takes a connection, a command that waits and a data phase with it', async () => {
    const made = await started();
    const host = await hosted(made);
    await connected(made);
    await host.expect('+MQTTCONNECTED');
    host.takeUnread();
    host.send('AT+MQTTPUBRAW=0,"t",5,0,0\r\n');
    await host.expect('>');
    await made.ask(`${AT}/power`, { json: { on: false } });
    await made.ask(`${AT}/power`, { json: { on: true } });
    await host.expectNext(READY);
    host.send('ATE0\r\n');
    await host.expect('OK\r\n');
    expect(await host.command('AT+MQTTCONN?')).toContain('+MQTTCONN:0,0,');
  });

  test('a reset is one, and what waits for its answer gets none', async () => {
    const made = await started();
    const host = await hosted(made);
    expect((await made.ask(`${AT}/reset`, { method: 'POST' })).status).toBe(200);
    await host.expectNext(READY);
  });
});

describe('input', () => {
  test('is answered with what the module wrote, which all hosts hear', async () => {
    const made = await started();
    const host = await hosted(made);
    const { status, body } = await made.ask(`${AT}/input`, { json: { line: 'AT+SLEEP?' } });
    expect(status).toBe(200);
    expect(body).toEqual({
      output: '+SLEEP:0\r\n\r\nOK\r\n',
      base64: Buffer.from('+SLEEP:0\r\n\r\nOK\r\n').toString('base64'),
      over: true,
      awaits: 0,
      commands: [{ line: 'AT+SLEEP?', ok: true, ms: expect.any(Number) }],
      since: expect.any(Number),
    });
    const failed = await made.ask(`${AT}/input`, { json: { line: 'AT+SLEEP=9' } });
    expect(failed.body.commands).toMatchObject([{ ok: false, why: expect.any(String) }]);
    await host.expectNext('+SLEEP:0\r\n\r\nOK\r\n');
    // Nobody is there because of it.
    expect((await made.ask('/api/v1/status')).body.modules[0].hosts).toBe(1);
  });

  test('of a command that waits comes when it is over', async () => {
    const made = await started();
    await connected(made, 'a/#');
    const { body } = await made.ask(`${AT}/input`, { json: { line: 'AT+MQTTPUB=0,"b","x",1,0' } });
    expect(body).toMatchObject({ output: '\r\nOK\r\n', over: true });
  });

  test('in data mode: the prompt, then the data', async () => {
    const made = await started();
    const host = await hosted(made);
    await connected(made);
    const prompt = await made.ask(`${AT}/input`, { json: { line: 'AT+MQTTPUBRAW=0,"t",5,1,0' } });
    expect(prompt.body).toMatchObject({ output: '\r\nOK\r\n\r\n>', over: true, awaits: 5 });
    // Another host is refused meanwhile.
    host.takeUnread();
    host.send('AT\r\n');
    await host.expect('busy p...');
    const part = await made.ask(`${AT}/input`, { json: { text: 'ab' } });
    expect(part.body).toMatchObject({ awaits: 3 });
    const done = await made.ask(`${AT}/input`, { json: { base64: Buffer.from('cde').toString('base64') } });
    expect(done.body).toMatchObject({ output: '+MQTTPUB:OK\r\n', over: true, awaits: 0 });
  });

  test('while the data of another host is waited for it is refused', async () => {
    const made = await started();
    const host = await hosted(made);
    await connected(made);
    host.takeUnread();
    host.send('AT+MQTTPUBRAW=0,"t",5,0,0\r\n');
    await host.expect('>');
    const { body } = await made.ask(`${AT}/input`, { json: { line: 'AT' } });
    expect(body.output).toContain('busy p...');
    expect(body).toMatchObject({ over: true, awaits: 5 });
    host.send('abcde');
    await host.expect('+MQTTPUB:OK');
  });

  test('during a connect is answered busy at once, and waitMs 0 waits for nothing', async () => {
    const made = await started();
    for (const line of ['AT+CWJAP="any","thing"', 'AT+MQTTUSERCFG=0,1,"c","","",0,0,""'])
      await made.ask(`${AT}/input`, { json: { line } });
    await made.ask(`${AT}/faults`, { json: { fault: 'network.timeout' } });
    const begun = await made.ask(`${AT}/input`, {
      json: { line: 'AT+MQTTCONN=0,"127.0.0.1",1,0', waitMs: 0 },
    });
    expect(begun.body).toMatchObject({ output: '', over: false });
    const busy = await made.ask(`${AT}/input`, { json: { line: 'AT' } });
    expect(busy.body).toMatchObject({ output: expect.stringContaining('busy p...'), over: true });
    const limited = await made.ask(`${AT}/input`, { json: { line: 'AT', waitMs: 5 } });
    expect(limited.body.output).toContain('busy p...');
    const restarted = await made.ask(`${AT}/input`, { json: { line: 'AT+RST' } });
    expect(restarted.body.output).toContain('ready');
  });

  test('of a command whose module loses its power, sleeps or is gone ends then', async () => {
    const made = await started([], 'tcp-listen:0,fork');
    const silence = {
      fork0: (at: string) => made.ask(`${at}/power`, { json: { on: false } }),
      fork1: (at: string) => made.ask(`${at}/faults`, { json: { fault: 'module.powerOff' } }),
      // Whoever has just said all it wanted is still answered.
      fork2: async () => (hosts.at(-1)?.stream as Socket | undefined)?.resetAndDestroy(),
    };
    const hosts: Awaited<ReturnType<typeof dialHost>>[] = [];
    for (const [name, end] of Object.entries(silence)) {
      const host = await dialHost(made.ports.fork ?? 0);
      hosts.push(host);
      await host.expectNext(READY);
      const at = `/api/v1/modules/${name}`;
      for (const line of ['AT+CWJAP="any","thing"', 'AT+MQTTUSERCFG=0,1,"c","","",0,0,""'])
        await made.ask(`${at}/input`, { json: { line } });
      await made.ask(`${at}/faults`, { json: { fault: 'network.timeout' } });
      const begun = made.events.lastId;
      const pending = made.ask(`${at}/input`, { json: { line: 'AT+MQTTCONN=0,"127.0.0.1",1,0' } });
      await made.ask('/api/v1/wait', {
        json: { for: 'event', event: 'connection', module: name, fields: { phase: 'dials' }, since: begun },
      });
      await end(at);
      expect((await pending).body, name).toMatchObject({ over: false, output: '' });
    }
  });

  test('is taken from a hundred at once', async () => {
    const made = await started();
    const host = await hosted(made);
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => made.ask(`${AT}/input`, { json: { line: 'AT' } })),
    );
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body).toMatchObject({ output: '\r\nOK\r\n', over: true });
    }
    expect(await host.drain()).toBe('\r\nOK\r\n'.repeat(100));
  });

  test.each([
    [{}, 'controlAction.justOneOf'],
    [{ line: 'AT', text: 'AT' }, 'controlAction.justOneOf'],
    [{ line: 'AT\r\nAT' }, 'control.wrongField'],
    [{ base64: '*' }, 'control.wrongField'],
    [{ line: 'AT', waitMs: -1 }, 'control.wrongField'],
    [{ lines: 'AT' }, 'control.unknownField'],
  ])('%j is refused', async (json, key) => {
    const made = await started();
    const { status, body } = await made.ask(`${AT}/input`, { json });
    expect(status).toBe(400);
    expect(body.error.key).toBe(key);
  });

  test('a module in deep sleep hears nothing', async () => {
    const made = await started();
    await made.ask(`${AT}/input`, { json: { line: 'AT+GSLP=60000' } });
    const { status, body } = await made.ask(`${AT}/input`, { json: { line: 'AT' } });
    expect(status).toBe(409);
    expect(body.error).toMatchObject({ key: 'controlAction.asleep', parameters: { module: 'module0' } });
  });
});

describe('a URC', () => {
  test('comes to all hosts, text with a line end, bytes as they are', async () => {
    const made = await started();
    const host = await hosted(made);
    expect((await made.ask(`${AT}/urc`, { json: { text: '+LINK:up' } })).status).toBe(200);
    await host.expectNext('+LINK:up\r\n');
    await made.ask(`${AT}/urc`, { json: { text: 'ends\r\n' } });
    await host.expectNext('ends\r\n');
    await made.ask(`${AT}/urc`, { json: { base64: Buffer.from([0xff, 0]).toString('base64') } });
    await host.expectNext(Buffer.from([0xff, 0]));
  });

  test('never comes in the midst of a data phase', async () => {
    const made = await started();
    const host = await hosted(made);
    await connected(made);
    host.takeUnread();
    host.send('AT+MQTTPUBRAW=0,"t",5,0,0\r\n');
    await host.expectNext('\r\nOK\r\n\r\n>');
    await made.ask(`${AT}/urc`, { json: { text: '+X' } });
    expect(await host.drain()).toBe('');
    host.send('abcde');
    await host.expectNext('+X\r\n+MQTTPUB:OK\r\n');
  });
});

describe('a message as if from the broker', () => {
  test('comes on topics that are not subscribed too', async () => {
    const made = await started();
    const host = await hosted(made);
    await connected(made);
    host.takeUnread();
    for (const qos of [0, 1, 2]) {
      const { status, body } = await made.ask(`${AT}/messages`, {
        json: { topic: 'any/thing', text: 'open', qos },
      });
      expect([status, body.state]).toEqual([200, 4]);
      await host.expectNext('+MQTTSUBRECV:0,"any/thing",4,open\r\n');
    }
    // The broker knows nothing of it, and is not told.
    expect(await host.command('AT+MQTTPUB=0,"t","x",1,0')).toContain('OK');
  });

  test('is cut as others are, and closes the connection where it is too large', async () => {
    const made = await started(['rxBufferBytes=64', 'maxInboundBytes=128']);
    const host = await hosted(made);
    await connected(made);
    host.takeUnread();
    await made.ask(`${AT}/messages`, { json: { topic: 't', text: 'x'.repeat(100) } });
    expect((await host.drain()).match(/\+MQTTSUBRECV:0,"t"/g)).toHaveLength(2);
    const { body } = await made.ask(`${AT}/messages`, { json: { topic: 't', text: 'x'.repeat(200) } });
    expect(body.state).toBe(3);
    await host.expect('+MQTTDISCONNECTED:0');
  });

  test('of no connection, of a link there is not, and of no topic are refused', async () => {
    const made = await started();
    const unconnected = await made.ask(`${AT}/messages`, { json: { topic: 't', text: 'x' } });
    expect(unconnected.status).toBe(409);
    expect(unconnected.body.error).toMatchObject({
      key: 'controlAction.notConnected',
      parameters: { module: 'module0', link: 0, state: 0 },
    });
    expect((await made.ask(`${AT}/messages`, { json: { topic: 't', text: 'x', link: 4 } })).status).toBe(404);
    await connected(made);
    for (const topic of ['a/#', 'a\0b']) {
      const { status, body } = await made.ask(`${AT}/messages`, { json: { topic, text: 'x' } });
      expect(status).toBe(400);
      expect(body.error).toMatchObject({ key: 'controlAction.badTopic' });
    }
  });

  test('waits for hosts that do not read by being refused', async () => {
    const made = await started(['hostBufferBytes=1024']);
    const host = await hosted(made);
    await connected(made);
    host.stream.pause();
    let refused: unknown;
    for (let count = 0; count < 200 && refused === undefined; count++) {
      const { status, body } = await made.ask(`${AT}/messages`, {
        json: { topic: 't', text: 'x'.repeat(500_000) },
      });
      if (status === 409) refused = body.error;
    }
    expect(refused).toMatchObject({
      key: 'controlAction.hostsDoNotRead',
      parameters: { module: 'module0', link: 0 },
    });
    host.stream.resume();
  });
});

test('the embedded broker publishes', async () => {
  const made = await started();
  const host = await hosted(made);
  await connected(made, 'a/#');
  host.takeUnread();
  const { status } = await made.ask('/api/v1/broker/messages', {
    json: { topic: 'a/b', base64: 'b3Blbg==', qos: 1, retain: true },
  });
  expect(status).toBe(200);
  await host.expect('+MQTTSUBRECV:0,"a/b",4,open\r\n');
  const wrong = await made.ask('/api/v1/broker/messages', { json: { topic: 'a/+', text: '' } });
  expect(wrong.body.error).toMatchObject({ key: 'controlAction.badTopic' });
});

test('without an embedded broker nothing is published, and nothing goes wrong with it', async () => {
  const made = await controlled();
  for (const [path, json] of [
    ['/api/v1/broker/messages', { topic: 't', text: 'x' }],
    ['/api/v1/broker/faults', { fault: 'broker.kick' }],
  ] as const) {
    const { status, body } = await made.ask(path, { json });
    expect(status).toBe(404);
    expect(body.error).toMatchObject({ key: 'controlAction.noBroker' });
  }
});
