import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseBrokerUrl } from '#swarm/broker-url';
import type { SwarmPlan } from '#swarm/swarm-plan';
import { readSwarmScenario } from '#swarm/swarm-scenario';
import { startMosquitto } from '../support/brokers.ts';
import { needs } from '../support/needs.ts';
import { folder, MAIN, start, until } from './program.ts';

interface Summary {
  ok: boolean;
  modules: number;
  connected: number;
  ready: number;
  lost: number;
  reconnected: number;
  messages: { sent: number; received: number; sentPerSecond: number; sentByQos: number[] };
  roundTripMs: { count: number; p50: number; p90: number; p99: number; max: number };
  errors: { code: string; name: string; count: number; example?: string }[];
  losses: { reason: string; count: number }[];
  workers: number;
}

async function broker(): Promise<Awaited<ReturnType<typeof startMosquitto>>> {
  const started = await startMosquitto({ extra: 'max_connections -1' });
  onTestFinished(() => started.stop());
  return started;
}

const metric = (text: string, name: string): number =>
  Number(new RegExp(`^${name.replace(/[{}]/g, '\\$&')} (\\S+)$`, 'm').exec(text)?.[1]);

/** What /metrics says. */
async function scrape(port: string): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
}

describe('200 modules and Mosquitto', needs('mosquitto'), () => {
  test('for a few seconds: all figures add up', async () => {
    const { port } = await broker();
    const url = `mqtt://127.0.0.1:${port}`;
    const options = ['--modules', '200', '--ramp', '400', '--rate', '5', '--workers', '2'];
    const swarm = start(['swarm', '--broker', url, ...options, '--metrics', '0', '--json', '--seed', '3']);
    const metrics = await until('address of the metrics', () => /:(\d+)\/metrics/.exec(swarm.stderr())?.[1]);
    await expect
      .poll(async () => metric(await scrape(metrics), 'atmqtt_swarm_connected'), { timeout: 10_000 })
      .toBe(200);
    await expect
      .poll(
        async () =>
          metric(await scrape(metrics), 'atmqtt_swarm_messages_total{direction="received",qos="1"}') > 200,
        { timeout: 10_000 },
      )
      .toBe(true);
    const text = await scrape(metrics);
    expect(metric(text, 'atmqtt_swarm_round_trip_seconds_count')).toBeGreaterThan(200);
    expect(metric(text, 'atmqtt_swarm_modules')).toBe(200);
    swarm.child.kill('SIGINT');
    expect(await swarm.exited).toBe(0);
    const summary = JSON.parse(swarm.stdout()) as Summary;
    expect(summary).toMatchObject({ ok: true, modules: 200, connected: 200, ready: 200, workers: 2 });
    expect(summary).toMatchObject({ lost: 0, reconnected: 0, errors: [], losses: [] });
    const { messages, roundTripMs } = summary;
    expect(messages.sent).toBeGreaterThan(200);
    expect(messages.received).toBe(messages.sent);
    expect(messages.sentByQos).toEqual([0, messages.sent, 0]);
    expect(roundTripMs.count).toBe(messages.sent);
    const { p50, p90, p99, max } = roundTripMs;
    expect(p50).toBeGreaterThan(0);
    expect([p50, p90, p99, max]).toEqual([p50, p90, p99, max].sort((a, b) => a - b));
  });

  test('thresholds of scenario and options decide the exit code, and are cases of the JUnit file', async () => {
    const { port } = await broker();
    const [file, junit] = [join(folder(), 's.yaml'), join(folder(), 'junit.xml')];
    writeFileSync(file, 'steps: [AT, AT+NONE]\nswarm:\n  roundTrip: false\n  thresholds: [errors > 0]\n');
    const common = ['swarm', '-b', `mqtt://127.0.0.1:${port}`, '-m', '2', '--duration', '1', '--json'];
    const options = [...common, '--scenario', file, '--junit', junit];
    const met = start(options);
    expect(await met.exited).toBe(0);
    expect(JSON.parse(met.stdout())).toMatchObject({
      ok: true,
      thresholds: [{ threshold: 'errors > 0', ok: true }],
    });
    expect(readFileSync(junit, 'utf8')).toMatch(/tests="1" failures="0"/);
    const crossed = start([...options, '--threshold', 'ready >= 100%']);
    expect(await crossed.exited).toBe(1);
    const xml = readFileSync(junit, 'utf8');
    expect(xml).toMatch(/tests="2" failures="1"/);
    expect(xml).toContain('measured 0%');
    const unread = start([...options, '--threshold', 'eror == 0']);
    expect(await unread.exited).toBe(2);
    expect(readFileSync(junit, 'utf8')).toContain('did you mean errors?');
  });

  test('without thresholds the whole run is the case of the JUnit file, and says what was not well', async () => {
    const { port } = await broker();
    const [file, junit] = [join(folder(), 's.yaml'), join(folder(), 'junit.xml')];
    writeFileSync(file, 'steps: [AT, AT+NONE]\nswarm:\n  roundTrip: false\n');
    const common = ['swarm', '-b', `mqtt://127.0.0.1:${port}`, '-m', '2', '--duration', '1'];
    const run = start([...common, '--scenario', file, '--junit', junit]);
    expect(await run.exited).toBe(1);
    const xml = readFileSync(junit, 'utf8');
    expect(xml).toMatch(/tests="1" failures="1"/);
    expect(xml).toContain('0 of 2 completed the steps of the scenario, 0 lost, errors 2, 0');
  });

  test('a broker killed in the middle: losses and returns are counted, and the exit code tells', async () => {
    const mosquitto = await broker();
    const url = `mqtt://127.0.0.1:${mosquitto.port}`;
    const pace = ['--modules', '200', '--ramp', '400', '--rate', '5', '--metrics', '0'];
    const swarm = start(['swarm', '-b', url, ...pace, '--set', 'reconnectIntervalMs=300']);
    const metrics = await until('address of the metrics', () => /:(\d+)\/metrics/.exec(swarm.stderr())?.[1]);
    const poll = (name: string) =>
      expect.poll(async () => metric(await scrape(metrics), `atmqtt_swarm_${name}`), { timeout: 10_000 });
    await poll('connected').toBe(200);
    await mosquitto.kill();
    await poll('lost_total').toBe(200);
    await poll('connected').toBe(0);
    await mosquitto.restart();
    await poll('reconnected_total').toBe(200);
    await poll('connected').toBe(200);
    swarm.child.kill('SIGINT');
    expect(await swarm.exited).toBe(1);
    expect(swarm.stdout()).toMatch(/^connected {3}200 at the end$/m);
    expect(swarm.stdout()).toMatch(/^lost {8}200, 200 reconnected$/m);
    expect(swarm.stdout()).toMatch(/lost: the broker at 127\.0\.0\.1:\d+ closed the connection/);
  });

  test('SIGUSR2 resets all modules: each is lost, plays its steps again and comes back', async () => {
    const { port } = await broker();
    const pace = ['--modules', '50', '--ramp', '400', '--rate', '20', '--workers', '2', '--metrics', '0'];
    const swarm = start(['swarm', '-b', `mqtt://127.0.0.1:${port}`, ...pace, '--json']);
    const metrics = await until('address of the metrics', () => /:(\d+)\/metrics/.exec(swarm.stderr())?.[1]);
    const poll = (name: string) =>
      expect.poll(async () => metric(await scrape(metrics), `atmqtt_swarm_${name}`), { timeout: 10_000 });
    await poll('connected').toBe(50);
    for (const times of [1, 2]) {
      swarm.child.kill('SIGUSR2');
      await poll('lost_total').toBe(50 * times);
      await poll('reconnected_total').toBe(50 * times);
      await poll('connected').toBe(50);
    }
    const sent = await scrape(metrics);
    await poll('messages_total{direction="received",qos="1"}').toBeGreaterThan(
      metric(sent, 'atmqtt_swarm_messages_total{direction="received",qos="1"}') + 100,
    );
    swarm.child.kill('SIGINT');
    expect(await swarm.exited).toBe(1);
    expect(swarm.stderr()).toContain('SIGUSR2: all modules are reset');
    const summary = JSON.parse(swarm.stdout()) as Summary;
    expect(summary).toMatchObject({ modules: 50, ready: 50, connected: 50, lost: 100, errors: [] });
    expect(summary.losses).toEqual([{ reason: 'SIGUSR2 has reset the module', count: 100 }]);
  });

  test('the printed scenario is one that can be given', async () => {
    const printed = start(['swarm', '--print-scenario']);
    expect(await printed.exited).toBe(0);
    const file = join(folder(), 'swarm.yaml');
    writeFileSync(file, printed.stdout());
    const { port } = await broker();
    const options = ['--scenario', file, '--modules', '3', '--rate', '20', '--duration', '2', '--json'];
    const swarm = start(['swarm', '--broker', `mqtt://127.0.0.1:${port}`, ...options]);
    expect(await swarm.exited).toBe(0);
    const { messages } = JSON.parse(swarm.stdout()) as Summary;
    expect(messages.received).toBe(messages.sent);
    expect(messages.sent).toBeGreaterThan(0);
  });
});

test('no broker: every module’s failure is counted under its name, with a reason', async () => {
  const options = ['--modules', '5', '--duration', '1', '--json'];
  const swarm = start(['swarm', '--broker', 'mqtt://127.0.0.1:1', ...options]);
  expect(await swarm.exited).toBe(1);
  const { ok, errors } = JSON.parse(swarm.stdout()) as Summary;
  expect(ok).toBe(false);
  expect(errors).toMatchObject([{ code: '0x010a600b', name: 'AT_MQTT_CLIENT_START_FAILED', count: 5 }]);
  expect(errors[0]?.example).toContain('ECONNREFUSED');
});

test.each([
  [['--modules', '0'], '--modules takes a whole number from 1 to 1000000, not "0".'],
  [['--broker', 'http://x'], '--broker takes mqtt://HOST:PORT'],
  [['--rate', 'fast'], '--rate takes a number from 0 to 100000, not "fast".'],
  [['--qos', '3'], '--qos takes a whole number from 0 to 2, not "3".'],
  [['--payload', '{sec}'], 'In --payload, there is no placeholder {sec} here; did you mean {seq}?'],
  [['--set', 'links=9'], 'The setting links takes'],
  [['--metrics', 'here'], '--metrics takes HOST:PORT, such as 127.0.0.1:9464, not "here".'],
  [['--scenario', '/nowhere.yaml'], 'The scenario /nowhere.yaml cannot be read: no such file'],
])('%j is refused in one sentence with exit code 2', async (options, wanted) => {
  const swarm = start(['swarm', ...options]);
  expect(await swarm.exited).toBe(2);
  expect(swarm.stderr()).toContain(`atmqtt: ${wanted}`);
  expect(swarm.stderr().trim().split('\n')).toHaveLength(1);
});

test('more modules than open files are refused before anything begins', async () => {
  const limited = 'ulimit -n 150; exec "$0" "$@"';
  const child = spawn('/bin/sh', ['-c', limited, process.execPath, MAIN, 'swarm', '--modules', '1000']);
  onTestFinished(() => void child.kill('SIGKILL'));
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk;
  });
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(2);
  expect(stderr).toBe(
    'atmqtt: 1,000 modules need about 1,100 open files, and this process may have 150: ' +
      'run "ulimit -n 2000" first, as root if the shell refuses, or use fewer modules.\n',
  );
});

test('a worker that dies ends the swarm with its cause', () => {
  const plan: SwarmPlan = {
    modules: 1,
    broker: parseBrokerUrl('mqtt://127.0.0.1:1'),
    scenario: readSwarmScenario(undefined),
    settings: ['nonsense=1'],
    seed: 1,
  };
  // In a Node of its own: threads of this one would look for their imports in src.
  const built = new URL('../../dist/swarm/worker-pool.js', import.meta.url).href;
  const program = join(folder(), 'pool.mjs');
  writeFileSync(
    program,
    `import { WorkerPool } from ${JSON.stringify(built)};
    const pool = new WorkerPool(${JSON.stringify(plan)}, 2, () => {});
    await pool.broken.catch(({ message }) => process.stdout.write(message));
    await pool.close();`,
  );
  const { stdout } = spawnSync(process.execPath, [program], { encoding: 'utf8' });
  expect(stdout).toMatch(/^worker [12] of 2 died: SettingsError: There is no setting nonsense/);
});
