import { mkdirSync, writeFileSync } from 'node:fs';
import { get, request } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Authority, days } from '../support/certificates.ts';
import { dialHost } from '../support/hosts.ts';
import { needs } from '../support/needs.ts';
import { ScriptedBroker } from '../support/scripted-broker.ts';
import { folder, logged, readyFile, start, until } from './program.ts';
import { readiness, sampleOf, scrape } from './support/metrics.ts';

interface Ready {
  readonly modules: readonly {
    readonly name: string;
    readonly ports: readonly { readonly port: number }[];
  }[];
  readonly metrics: { readonly url: string };
}

async function brokerOf(): Promise<ScriptedBroker> {
  const broker = new ScriptedBroker();
  await broker.start();
  onTestFinished(() => broker.stop());
  return broker;
}

/** The program with metrics, and a host on its first port. */
async function running(...options: readonly string[]) {
  const file = join(folder(), 'ready.json');
  const program = start(['run', '--metrics', '0', '--ready-file', file, ...options]);
  const ready = (await readyFile(file)) as unknown as Ready;
  const host = await dialHost(ready.modules[0]?.ports[0]?.port);
  await host.command('ATE0');
  return { program, ready, url: ready.metrics.url, host };
}

/** The status and the body of any request. */
function ask(
  url: string,
  method: string,
): Promise<{ status: number; allow: string | undefined; body: string; headers: object }> {
  return new Promise((resolve, reject) => {
    request(url, { method }, (answer) => {
      let body = '';
      answer.on('data', (chunk) => {
        body += chunk;
      });
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          allow: answer.headers.allow,
          body,
          headers: answer.headers,
        }),
      );
    })
      .on('error', reject)
      .end();
  });
}

test('what is scraped agrees with what the host and the broker have counted', async () => {
  const broker = await brokerOf();
  const flash = folder();
  mkdirSync(join(flash, 'mfg/mqtt_ca'), { recursive: true, mode: 0o700 });
  const { cert } = await Authority.root('soon', { to: days(12.5) });
  writeFileSync(join(flash, 'mfg/mqtt_ca/mqtt_ca.pem'), cert, { mode: 0o600 });
  const { url, host } = await running(
    ...['--port', 'tcp-listen:0', '--flash', flash, '--set', 'reconnectIntervalMs=100'],
  );
  await host.command('AT+MQTTUSERCFG=0,1,"pump","u","secret","0",0,""').catch(() => {});
  await host.command('AT+MQTTUSERCFG=0,1,"pump","u","secret",0,0,""');
  await host.command('AT+MQTTCONNCFG=0,60,0,"","",0,0');
  await host.command(`AT+MQTTCONN=0,"127.0.0.1",${broker.port},1`);
  await host.command('AT+MQTTSUB=0,"in",1');
  for (let i = 0; i < 3; i++) await host.command('AT+MQTTPUB=0,"out","12345",0,0');
  for (let i = 0; i < 2; i++) await host.command('AT+MQTTPUB=0,"out","1234567",1,0');
  await host.commandWithData('AT+MQTTPUBRAW=0,"out",9,2,0', '987654321');
  for (const payload of ['a', 'bcd']) {
    broker.send({ cmd: 'publish', topic: 'in', payload, qos: 0, dup: false, retain: false });
    await host.expect(`,${payload}\r\n`);
  }
  await expect(host.command('AT+MQTTPUB=9,"x","y",0,0')).rejects.toThrow();
  await expect(host.command('AT+NONSENSE')).rejects.toThrow();
  const before = await scrape(url);
  const link = { module: 'module0', link: '0' };
  const messages = (direction: string, qos: string) =>
    sampleOf(before, 'atmqtt_messages_total', { ...link, direction, qos });
  expect([messages('sent', '0'), messages('sent', '1'), messages('sent', '2')]).toEqual([3, 2, 1]);
  expect([messages('received', '0'), messages('received', '1')]).toEqual([2, 0]);
  const bytes = (direction: string, qos: string) =>
    sampleOf(before, 'atmqtt_message_bytes_total', { ...link, direction, qos });
  expect([bytes('sent', '0'), bytes('sent', '1'), bytes('sent', '2'), bytes('received', '0')]).toEqual([
    15, 14, 9, 4,
  ]);
  const commands = (command: string, outcome: string) =>
    sampleOf(before, 'atmqtt_commands_total', { module: 'module0', command, outcome });
  expect(commands('AT+MQTTPUB', 'ok')).toBe(5);
  expect(commands('AT+MQTTPUB', 'error')).toBe(1);
  expect(commands('AT+MQTTPUBRAW', 'ok')).toBe(1);
  expect(commands('AT+MQTTUSERCFG', 'error')).toBe(1);
  expect(commands('unknown', 'error')).toBe(1);
  expect(sampleOf(before, 'atmqtt_links', { module: 'module0', state: '6' })).toBe(1);
  expect(sampleOf(before, 'atmqtt_link_state', link)).toBe(6);
  expect(sampleOf(before, 'atmqtt_link_connects_total', link)).toBe(1);
  expect(sampleOf(before, 'atmqtt_hosts')).toBe(1);
  expect(sampleOf(before, 'atmqtt_wifi_connected')).toBe(1);
  expect(sampleOf(before, 'atmqtt_ready')).toBe(1);
  expect(sampleOf(before, 'atmqtt_sessions', { module: 'module0' })).toBe(0);
  const expiry = { namespace: 'mqtt_ca', key: 'mqtt_ca' };
  expect(sampleOf(before, 'atmqtt_certificate_expiry_days', expiry)).toBeCloseTo(12.5, 1);
  expect(sampleOf(before, 'nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0);
  expect(sampleOf(before, 'process_resident_memory_bytes')).toBeGreaterThan(1e6);
  expect(JSON.stringify([...before])).not.toMatch(/secret/);

  broker.drop();
  await host.expect('+MQTTDISCONNECTED');
  await host.expect('+MQTTCONNECTED');
  await host.command('AT+RST').catch(() => {});
  const after = await scrape(url);
  expect(sampleOf(after, 'atmqtt_link_reconnects_total', link)).toBe(1);
  expect(sampleOf(after, 'atmqtt_link_losses_total', link)).toBe(1);
  expect(sampleOf(after, 'atmqtt_link_connects_total', link)).toBe(2);
  expect(sampleOf(after, 'atmqtt_restarts_total')).toBe(1);
});

test('a session that waits for its acknowledgement is seen in the size of the journal', async () => {
  const broker = await brokerOf();
  const { url, host } = await running('--port', 'tcp-listen:0', '--flash', folder());
  broker.manners.silent.add('publish');
  await host.command('AT+MQTTUSERCFG=0,1,"pump","","",0,0,""');
  await host.command('AT+MQTTCONNCFG=0,60,1,"","",0,0');
  await host.command(`AT+MQTTCONN=0,"127.0.0.1",${broker.port},0`);
  host.send('AT+MQTTPUB=0,"out","1234567",1,0\r\n');
  await broker.got('publish');
  const seen = await scrape(url);
  expect(sampleOf(seen, 'atmqtt_sessions')).toBe(1);
  expect(sampleOf(seen, 'atmqtt_journal_bytes')).toBeGreaterThan(50);
});

test('/readyz follows the links: one that nobody has configured does not count', async () => {
  const broker = await brokerOf();
  const { url, host } = await running('--port', 'tcp-listen:0', '--set', 'reconnectIntervalMs=100');
  expect(await readiness(url, true)).toEqual({ ready: true, notReady: [] });
  await host.command('AT+MQTTUSERCFG=0,1,"pump","","",0,0,""');
  expect(await readiness(url, false)).toMatchObject({
    ready: false,
    notReady: [{ what: 'link', module: 'module0', link: 0, state: 1 }],
  });
  await host.command(`AT+MQTTCONN=0,"127.0.0.1",${broker.port},1`);
  await readiness(url, true);
  await broker.stop();
  const gone = await readiness(url, false);
  expect(gone).toMatchObject({ notReady: [{ what: 'link', module: 'module0', link: 0, state: 3 }] });
  expect(JSON.stringify(gone)).toContain('link 0 of module0 is not connected: ');
  await broker.start();
  await readiness(url, true);
  await host.command('AT+MQTTCLEAN=0');
  await readiness(url, true);
});

test('/readyz follows the ports: a device that is awaited, pulled and plugged', needs('Linux'), async () => {
  const device = join(folder(), 'ttyUSB0');
  const program = start([
    'run',
    ...['--metrics', '127.0.0.1:0', '--wait', 'forever'],
    ...['--port', `serial:${device}`, '--port', 'tcp-listen:0'],
  ]);
  await logged(program, 'waiting for');
  const url = await until('address of the metrics', () => /http:\S+/.exec(program.stderr())?.[0]);
  expect(await readiness(url, false)).toMatchObject({
    notReady: [
      { what: 'waiting', why: { text: expect.stringMatching(/^waiting for serial:.*does not exist/) } },
    ],
  });
  expect(sampleOf(await scrape(url), 'atmqtt_waiting')).toBe(1);
  const adapter = start(['run', '--port', `pty:${device}`]);
  await readiness(url, true);
  adapter.child.kill('SIGTERM');
  await adapter.exited;
  expect(await readiness(url, false)).toMatchObject({
    notReady: [
      { what: 'port', module: 'module0', port: `serial:${device}`, why: { key: 'metrics.portAway' } },
    ],
  });
  expect(sampleOf(await scrape(url), 'atmqtt_port_open', { port: `serial:${device}` })).toBe(0);
  start(['run', '--port', `pty:${device}`]);
  await readiness(url, true);
});

test('only GET and HEAD of the paths that there are', async () => {
  const { url } = await running('--port', 'tcp-listen:0');
  const at = (path: string): string => new URL(path, url).href;
  for (const path of ['/metrics', '/healthz', '/readyz', '/status']) {
    const get = await ask(at(path), 'GET');
    expect(get.status).toBe(200);
    expect(get.headers).not.toHaveProperty('access-control-allow-origin');
    const head = await ask(at(path), 'HEAD');
    expect([head.status, head.body]).toEqual([200, '']);
    const post = await ask(at(path), 'POST');
    expect([post.status, post.allow]).toEqual([405, 'GET, HEAD']);
  }
  for (const path of ['/', '/metricsx', '/__proto__', '/toString'])
    expect((await ask(at(path), 'GET')).status).toBe(404);
  expect((await ask(at('/metrics?name=x'), 'GET')).status).toBe(200);
});

test('a page whose name was led to this machine reads nothing', async () => {
  const { url } = await running('--port', 'tcp-listen:0');
  const status = (host: string): Promise<number> =>
    new Promise((resolve, reject) => {
      get(url, { headers: { host } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      }).on('error', reject);
    });
  for (const name of ['evil.example', 'evil.example:9464', '127.0.0.1.evil.example', '192.0.2.1']) {
    expect(await status(name), name).toBe(421);
  }
  for (const name of ['localhost', 'localhost:9464', '127.0.0.1:1', '[::1]:9464', 'a.localhost']) {
    expect(await status(name), name).toBe(200);
  }
});

test('an address that is taken, or is none, is told in one sentence', async () => {
  const { url } = await running('--port', 'tcp-listen:0');
  const taken = start(['run', '--port', 'tcp-listen:0', '--metrics', new URL(url).host]);
  expect(await taken.exited).toBe(75);
  expect(taken.stderr()).toMatch(
    /^atmqtt: --metrics 127\.0\.0\.1:\d+ is in use by another program; choose another port\.$/m,
  );
  const none = start(['run', '--port', 'tcp-listen:0', '--metrics', 'here']);
  expect(await none.exited).toBe(2);
  expect(none.stderr()).toContain('--metrics takes HOST:PORT, such as 127.0.0.1:9464, not "here".');
});

test('the address comes from the environment and the settings file too', async () => {
  const file = join(folder(), 'atmqtt.yaml');
  writeFileSync(
    file,
    'metrics: 127.0.0.1:0\nmodules:\n  pump:\n    ports: ["tcp-listen:0,fork", "tcp-listen:0"]\n',
  );
  const ready = join(folder(), 'ready.json');
  start(['run', '--config', file, '--ready-file', ready]);
  const { metrics, modules } = (await readyFile(ready)) as unknown as Ready;
  // Modules of ports with fork are counted together.
  const port = modules.find(({ name }) => name === 'fork')?.ports[0]?.port;
  const [one, two] = [await dialHost(port), await dialHost(port)];
  for (const host of [one, two]) await host.command('AT');
  const seen = await scrape(metrics.url);
  expect(sampleOf(seen, 'atmqtt_modules', { module: 'fork' })).toBe(2);
  expect(sampleOf(seen, 'atmqtt_commands_total', { module: 'fork', command: 'AT', outcome: 'ok' })).toBe(2);
  expect(sampleOf(seen, 'atmqtt_hosts', { module: 'fork' })).toBe(2);
  const ready2 = join(folder(), 'ready.json');
  start(['run', '--port', 'tcp-listen:0', '--ready-file', ready2], { env: { ATMQTT_METRICS: '0' } });
  expect(await readyFile(ready2)).toMatchObject({ metrics: { url: expect.stringMatching(/^http:/) } });
});

test('without --metrics nothing listens and nothing is told', async () => {
  const ready = join(folder(), 'ready.json');
  const program = start(['run', '--port', 'tcp-listen:0', '--ready-file', ready]);
  expect(await readyFile(ready)).not.toHaveProperty('metrics');
  expect(program.stderr()).not.toContain('metrics');
});
