import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../tools/free-port.js';
import { startMosquitto } from '../support/brokers.ts';
import { dialHost } from '../support/hosts.ts';
import { needs } from '../support/needs.ts';
import { folder, readyFile, start, until } from './program.ts';

// A running program, driven by its command line.

interface Ran {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `atmqtt ctl`. */
async function ctl(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const program = start(['ctl', ...args], { env });
  const code = await program.exited;
  return { code, stdout: program.stdout(), stderr: program.stderr() };
}

/** A program under control, and its command line. */
async function controlled(...more: readonly string[]) {
  const file = join(folder(), 'ready.json');
  const { child } = start([
    'run',
    ...['--port', 'tcp-listen:0', '--control', '127.0.0.1:0', '--ready-file', file],
    ...more,
  ]);
  const ready = (await readyFile(file)) as unknown as {
    modules: { ports: { port: number }[] }[];
    control: { url: string; token: string };
  };
  const run = (...args: readonly string[]): Promise<Ran> => ctl(['--ready-file', file, ...args]);
  return { file, ready, run, child, port: ready.modules[0]?.ports[0]?.port ?? 0 };
}

test('power, Wi-Fi that drops for a while, and a publish behind it, with Mosquitto', {
  ...needs('mosquitto'),
  timeout: 60_000,
}, async () => {
  const broker = await startMosquitto();
  onTestFinished(() => broker.stop());
  const { run, port } = await controlled('--set', 'reconnectIntervalMs=200');
  const host = await dialHost(port);
  const connect = async (): Promise<void> => {
    expect(await run('type', 'AT+MQTTUSERCFG=0,1,"pump","","secret",0,0,""')).toMatchObject({ code: 0 });
    const connected = await run('type', `AT+MQTTCONN=0,"127.0.0.1",${broker.port},1`);
    expect(connected.stdout).toContain('+MQTTCONNECTED:0,1,"127.0.0.1"');
    expect(connected.code).toBe(0);
  };
  await connect();
  // A power cycle: the host stays, hears nothing, and then that it booted.
  host.takeUnread();
  expect(await run('power', 'off')).toMatchObject({ code: 0, stdout: '', stderr: '' });
  host.send('AT\r\n');
  const refused = await run('type', 'AT');
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toContain('module0 has no power');
  expect((await run('wait', 'state=0')).code).toBe(0);
  expect(await host.drain()).toBe('');
  expect((await run('power', 'on')).code).toBe(0);
  await host.expect('\r\nready\r\n');
  await host.expect('WIFI GOT IP');
  await connect();
  // Wi-Fi goes for a second, and the link comes back by itself.
  const fault = await run('--json', 'fault', 'add', 'wifi.drop', '--for', '1s');
  expect(fault.code).toBe(0);
  const { since } = JSON.parse(fault.stdout) as { since: number };
  const lost = await run('--json', 'wait', 'state=3', '--since', String(since), '--timeout', '5s');
  expect(lost.code).toBe(0);
  const { lastId } = JSON.parse(lost.stdout) as { lastId: number };
  const back = await run('wait', 'state=4', '--since', String(lastId), '--timeout', '20s');
  expect(back.code, back.stderr).toBe(0);
  expect(JSON.parse(back.stdout)).toMatchObject({ event: 'state', from: 3, to: 4 });
  // A publish of the host, which is waited for by topic and payload.
  const waiting = run('wait', 'publish=pump/+', 'text=21.5', '--since', String(since), '--timeout', '20s');
  expect(await host.command('AT+MQTTPUB=0,"pump/temperature","21.5",1,0')).toContain('OK');
  const published = await waiting;
  expect(published.code, published.stderr).toBe(0);
  expect(JSON.parse(published.stdout)).toMatchObject({
    topic: 'pump/temperature',
    qos: 1,
    payload: '21.5',
  });
  // What happened is there to be read, and no secret in it.
  const events = await run('--json', 'events');
  const lines = events.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string });
  expect(lines.map(({ event }) => event)).toEqual(
    expect.arrayContaining(['command', 'state', 'fault', 'power']),
  );
  expect(events.stdout).not.toContain('secret');
});

describe('each thing there is to do', () => {
  test('to a module and at the embedded broker', async () => {
    const { run, port } = await controlled('--broker', '127.0.0.1:0');
    const host = await dialHost(port);
    await host.command('ATE0');
    const status = await run('status');
    expect(status.code).toBe(0);
    expect(status.stdout).toMatch(/: ready\nmodule0: 1 host, Wi-Fi connected\n/);
    expect(await run('urc', '+DOOR:open')).toMatchObject({ code: 0, stdout: '' });
    await host.expect('+DOOR:open\r\n');
    const failed = await run('type', 'AT+SLEEP=9');
    expect(failed).toMatchObject({ code: 1, stdout: '\r\nERROR\r\n' });
    expect(failed.stderr).toMatch(/^atmqtt: .+\n$/);
    expect((await run('message', 'a/b', 'open')).stderr).toContain('has no connection (state 0)');
    expect(
      await run('fault', 'add', 'module.answer', 'command=AT+GMR', 'answer=ERROR', '--count', '2'),
    ).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^1 module\.answer,.*count=2.*: on, acted 0 times\n$/),
    });
    expect((await run('type', 'AT+GMR')).code).toBe(1);
    expect((await run('fault', 'list')).stdout).toContain('acted 1 time\n');
    expect((await run('fault', 'remove', 'module.answer')).code).toBe(0);
    expect((await run('fault', 'list')).stdout).toBe('no fault is on\n');
    expect((await run('fault', 'remove', '1')).code).toBe(1);
    expect((await run('fault', 'add', '--broker', 'broker.kick')).code).toBe(0);
    expect((await run('publish', 'a/b', 'open', '--qos', '1', '--retain')).code).toBe(0);
    const changed = await run('settings', 'set', 'maxTopics=3', 'firmware=5.0');
    expect(changed.stdout).toBe(
      'firmware=5.0 counts from the next start of the module on\nmaxTopics=3 counts at once\n'.replace(
        '=5.0',
        '="5.0"',
      ),
    );
    expect((await run('settings', 'get', 'firmware')).stdout).toContain('"5.0" waits for the next start');
    expect((await run('reset')).code).toBe(0);
    await host.expect('\r\nready\r\n');
    expect((await run('settings', 'get', 'firmware')).stdout).toMatch(/^firmware="5\.0" \(control; /);
    expect((await run('settings', 'set', 'firmware=5.0')).stdout).toBe('nothing has changed\n');
    expect((await run('settings', 'set', 'firmware=1')).code).toBe(2);
    expect((await run('settings', 'get', 'firmwear')).stderr).toContain('firmware');
  }, 60_000);

  test('what there is to be seen', async () => {
    const { run, port } = await controlled('--broker', '127.0.0.1:0');
    const host = await dialHost(port);
    await run('type', 'AT+MQTTUSERCFG=0,1,"pump","me","secret",0,0,""');
    await run('fault', 'add', 'network.latency', 'time=1');
    expect((await run('modules')).stdout).toMatch(
      new RegExp(
        `^module0: on, 1 host, Wi-Fi connected, 1 fault on\\n  tcp:127\\.0\\.0\\.1:${port}: open\\n  link 0: configured, `,
      ),
    );
    const shown = await run('show');
    expect(shown.stdout).toContain(
      '    scheme 1, client ID "pump", user "me", keep alive 120 s, clean session\n',
    );
    const whole = JSON.parse((await run('--json', 'show')).stdout) as {
      links: { user: { password: string } }[];
    };
    expect(whole.links[0]?.user.password).toBe('***');
    const { stdout } = await run('transcript', '-n', '2');
    expect(stdout.trimEnd().split('\n')).toHaveLength(2);
    expect((await run('transcript')).stdout).toContain('AT+MQTTUSERCFG=0,1,"pump","me","***"');
    expect((await run('transcript', '-n', '0')).stderr).toContain('--last takes a number from 1 to 10000');
    await run('power', 'off');
    expect((await run('--lang', 'zh', 'modules')).stdout).toMatch(/^module0：没有供电，1 个主机/);
    host.stream.destroy();
  }, 60_000);

  test('data behind a prompt, and what does not come', async () => {
    const { run } = await controlled('--broker', '127.0.0.1:0');
    const { stdout } = await run('--json', 'type', 'AT+SYSMFG=2,"mqtt_ca","mqtt_ca",8,3');
    const [prompt] = stdout.split('\n').map((line) => JSON.parse(line || '{}') as { awaits?: number });
    expect(prompt?.awaits).toBe(3);
    expect(await run('type', 'ab', '--timeout', '200ms')).toMatchObject({ code: expect.any(Number) });
    const waited = await run('wait', 'message=never', '--timeout', '200ms');
    expect(waited.code).toBe(1);
    expect(waited.stderr).toMatch(/^atmqtt: It did not come within 0\.2 s; /);
    const chinese = await run('--lang', 'zh', 'wait', 'message=never', '--timeout', '1ms');
    expect(chinese.stderr).toMatch(/^atmqtt: 0\.001 秒内没有等到/);
    // As for run --timeout, a number alone is seconds.
    const seconds = await run('wait', 'message=never', '--timeout', '0.3');
    expect(seconds.stderr).toMatch(/^atmqtt: It did not come within 0\.3 s; /);
  }, 60_000);
});

describe('where the program is', () => {
  test('by URL and token, by the environment, by the URL for people, and by a Unix socket', async () => {
    const { file, ready } = await controlled();
    const { url, token } = ready.control;
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await ctl(['--url', url, '--token', token, 'status'])).code).toBe(0);
    expect((await ctl(['--url', `${url}/#token=${token}`, 'status'])).code).toBe(0);
    expect((await ctl(['--url', url.replace('http://', ''), '--token', token, 'status'])).code).toBe(0);
    const env = { ATMQTT_CONTROL_URL: url, ATMQTT_CONTROL_TOKEN: token };
    expect((await ctl(['status'], env)).code).toBe(0);
    const socket = join(folder(), 'control');
    const other = join(folder(), 'ready.json');
    start(['run', '--port', 'tcp-listen:0', '--control', `unix:${socket}`, '--ready-file', other]);
    await readyFile(other);
    for (const where of [
      ['--ready-file', other],
      ['--url', `unix:${socket}`],
    ])
      expect((await ctl([...where, 'type', 'AT'])).stdout).toBe('\r\nOK\r\n');
    expect(readFileSync(other, 'utf8')).not.toContain('token');
  }, 60_000);

  test('and how each mistake is told', async () => {
    const { file, ready } = await controlled();
    const { url } = ready.control;
    const bare = join(folder(), 'ready.json');
    writeFileSync(bare, '{"ready":true}\n');
    const foreign = createServer((_, answer) => void answer.end('hello')).listen(0, '127.0.0.1');
    onTestFinished(() => void foreign.close());
    await once(foreign, 'listening');
    const { port } = foreign.address() as { port: number };
    for (const [args, code, text] of [
      [['--url', url, 'status'], 2, 'This needs the token'],
      [['--url', url, '--token', 'wrong-token-here', 'status'], 2, 'not the token of this run'],
      [['--url', url, '--token', 'a\nb', 'status'], 2, 'The token cannot be sent'],
      [['--url', 'ftp://x', 'status'], 2, '--url takes http://HOST:PORT'],
      [['--url', url, '--ready-file', file, 'status'], 2, 'leave one of them out'],
      [['--url', `127.0.0.1:${await freePort()}`, 'status'], 75, 'no atmqtt answers at 127.0.0.1:'],
      [['--url', `127.0.0.1:${port}`, 'status'], 75, 'something else is served there'],
      [['--ready-file', join(folder(), 'none'), 'status'], 75, 'cannot be read'],
      [['--ready-file', bare, 'status'], 2, 'says nothing of a control plane'],
      [['--url', `127.0.0.1:${port}/`, 'modules'], 75, 'something else is served there'],
      [['--ready-file', file, '--module', 'nobody', 'reset'], 1, 'There is no module "nobody"'],
      [['--ready-file', file, 'wait', 'stat=4'], 2, 'did you mean state?'],
      [['--ready-file', file, 'wait', 'state=9'], 2, 'state'],
      [['--ready-file', file, 'wait', 'state=4', 'link'], 2, 'wait takes name=value, not "link"'],
      [['--ready-file', file, 'wait', 'state=4', '--timeout', 'soon'], 2, '--timeout takes a duration'],
      [['--ready-file', file, 'fault', 'add', 'wifi.dorp'], 2, 'wifi.drop'],
      [
        ['--ready-file', file, 'settings', 'set', 'flashSync=never'],
        1,
        'counts only where the program starts',
      ],
    ] as const) {
      const ran = await ctl(args);
      expect([ran.code, ran.stdout], args.join(' ')).toEqual([code, '']);
      expect(ran.stderr, args.join(' ')).toContain(text);
    }
  }, 60_000);

  test.each(['', '{}', '[]', 'null', '{"error":{}}'])(
    'nothing was done where something else answers %j',
    async (text) => {
      const foreign = createServer((_, answer) => void answer.end(text)).listen(0, '127.0.0.1');
      onTestFinished(() => void foreign.close());
      await once(foreign, 'listening');
      const { port } = foreign.address() as { port: number };
      for (const words of [
        'wait state=4',
        'status',
        'modules',
        'events',
        '--module m reset',
        '--module m type AT',
      ]) {
        const { code, stdout, stderr } = await ctl(['--url', `127.0.0.1:${port}`, ...words.split(' ')]);
        expect([code, stdout], words).toEqual([75, '']);
        expect(stderr, words).toContain('something else is served there');
      }
    },
    60_000,
  );

  test('what is told by another program moves no terminal', async () => {
    const told = { error: { code: 'X', text: 'a\u001b[2Jb.', key: 'none', parameters: {} } };
    const foreign = createServer((_, answer) => void answer.writeHead(400).end(JSON.stringify(told)));
    foreign.listen(0, '127.0.0.1');
    onTestFinished(() => void foreign.close());
    await once(foreign, 'listening');
    const { port } = foreign.address() as { port: number };
    expect((await ctl(['--url', `127.0.0.1:${port}`, 'status'])).stderr).toContain('a\\u001b[2Jb.');
  }, 60_000);

  test('a program that ends while its events are followed', async () => {
    const { file, child } = await controlled();
    const following = start(['ctl', '--ready-file', file, '--json', 'events', '--follow']);
    await until('events', () => (following.stdout().includes('"phase":"on"') ? true : undefined));
    child.kill('SIGTERM');
    expect(await following.exited).toBe(75);
    expect(following.stderr()).toMatch(/^atmqtt: the program at 127\.0\.0\.1:\d+ has ended\n$/);
  }, 60_000);

  test('several modules need a name', async () => {
    const place = folder();
    const file = join(place, 'ready.json');
    writeFileSync(
      join(place, 'two.yaml'),
      'modules:\n  a: { ports: [tcp-listen:0] }\n  b: { ports: [tcp-listen:0] }\n',
    );
    start([
      'run',
      ...['--config', join(place, 'two.yaml'), '--control', '127.0.0.1:0', '--ready-file', file],
    ]);
    await readyFile(file);
    const none = await ctl(['--ready-file', file, 'reset']);
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('choose one by --module: a, b.') });
    expect((await ctl(['--ready-file', file, '--module', 'b', 'reset'])).code).toBe(0);
  }, 60_000);
});

test('the topics of a broker with who has published them, its clients and kept sessions', {
  ...needs('mosquitto', 'mosquitto_pub'),
  timeout: 60_000,
}, async () => {
  const { run, port, ready } = await controlled('--broker', '127.0.0.1:0');
  expect(await run('topics')).toMatchObject({ code: 0, stdout: 'there is no such topic\n' });
  expect((await run('clients')).stdout).toBe('no client is connected, and no session is kept\n');
  const { urls } = (ready as unknown as { broker: { urls: [string] } }).broker;
  const host = await dialHost(port);
  await host.command('AT+MQTTUSERCFG=0,1,"pump","","",0,0,""');
  await host.command('AT+MQTTCONNCFG=0,60,1,"","",0,0');
  await host.command(`AT+MQTTCONN=0,"127.0.0.1",${new URL(urls[0]).port},0`);
  await host.command('AT+MQTTSUB=0,"in/+",1');
  await host.command('AT+MQTTPUB=0,"pump/state","on",1,1');
  expect((await run('topics', '--retained')).stdout).toBe('pump/state: on (retained) by pump\n');
  expect((await run('clients')).stdout).toMatch(/^pump at 127\.0\.0\.1:\d+: in\/\+ \(QoS 1\)\n$/);
  await host.command('AT+MQTTCLEAN=0');
  await run('publish', 'in/1', 'later', '--qos', '1');
  await expect
    .poll(async () => (await run('clients')).stdout)
    .toMatch(/^pump, away since \S+, 1 message waits: in\/\+ \(QoS 1\)\n$/);
  const told = JSON.parse((await run('--json', 'topics', '--broker-url', urls[0], '--for', '100ms')).stdout);
  expect(told.topics).toMatchObject([{ topic: 'pump/state', retained: true }]);
  expect(await run('topics', '--for', 'soon')).toMatchObject({ code: 2 });
});
