import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { faultFactory } from '#faults/factory';
import type { Dial } from '#mqtt/transport';
import { dialRoute } from '#mqtt/transports/dial';
import { parseScenario } from '#scenario/read/read-scenario';
import { ModuleSet } from '#swarm/module-set';
import { NO_ANSWER, NO_CODE, total } from '#swarm/stats';
import type { SwarmPlan } from '#swarm/swarm-plan';
import { forSwarm, hasFaults, readSwarmScenario, type SwarmScenario } from '#swarm/swarm-scenario';
import { ManualClock } from '#testing/manual-clock';
import { systemClock } from '#time/clock';
import { freePort } from '../../tools/free-port.js';
import { startMosquitto } from '../support/brokers.ts';
import { needs } from '../support/needs.ts';

const PATIENCE_MS = 15_000;

function planFor(port: number, scenario: SwarmScenario, modules = 20): SwarmPlan {
  const broker = { host: '127.0.0.1', port, scheme: 1, path: '', username: '', password: '' } as const;
  return { modules, broker, scenario, settings: ['reconnectIntervalMs=200'], seed: 1 };
}

/** Modules over real sockets that are stopped with the test. */
function startModules(plan: SwarmPlan): ModuleSet {
  const faults = hasFaults(plan.scenario) ? faultFactory : undefined;
  const modules = new ModuleSet(plan, { index: 0, of: 1 }, { clock: systemClock, dial: dialRoute, faults });
  onTestFinished(() => modules.stop());
  modules.start();
  return modules;
}

async function until(what: string, met: () => boolean): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!met()) {
    if (Date.now() > deadline) throw new Error(`${what} did not come within ${PATIENCE_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const builtIn = readSwarmScenario(undefined);
const fast = (changes: Partial<SwarmScenario> = {}): SwarmScenario => ({
  ...builtIn,
  ramp: 1000,
  loop: { jitter: 20, steps: [], ...builtIn.loop, rate: 20 },
  ...changes,
});
const line = (text: string): SwarmScenario['steps'][number] => ({
  line: text,
  expect: [],
  timeoutMs: 30_000,
});
const small = (text: string): SwarmScenario => forSwarm(parseScenario(text, 's.yaml'));

describe('over Mosquitto', needs('mosquitto'), () => {
  test('a fault of the scenario happens to each module, and each comes back', async () => {
    const broker = await startMosquitto();
    onTestFinished(() => broker.stop());
    const scenario = small(`swarm: {ramp: 1000, roundTrip: false}
steps:
  - AT+MQTTUSERCFG=0,1,"{id}","","",0,0,""
  - AT+MQTTCONN=0,"{host}",{port},1
  - fault: broker.kick
  - fault: broker.latePuback,time=10ms
  - fault: {remove: broker.latePuback}
`);
    const { stats } = startModules(planFor(broker.port, scenario));
    await until('a loss of each', () => stats.lost === 20);
    await until('the return of each', () => stats.reconnected === 20);
  });

  test('latency of the settings is in what is measured, and steps begin in the network', async () => {
    const broker = await startMosquitto();
    onTestFinished(() => broker.stop());
    const settings = ['latency=wifi', 'latency.join=100', 'latency.broker=60', 'latency.jitter=0'];
    const { stats } = startModules({ ...planFor(broker.port, fast(), 5), settings });
    await until('20 messages', () => total(stats.received) >= 20);
    expect([...stats.errors]).toEqual([]);
    expect(stats.roundTrip.percentile(0.01)).toBeGreaterThanOrEqual(60);
  });

  test.each([0, 1, 2] as const)('QoS %i: what is sent comes back, and its way is measured', async (qos) => {
    const broker = await startMosquitto();
    onTestFinished(() => broker.stop());
    const modules = startModules(
      planFor(broker.port, fast({ qos, payload: '{"n":{n},"seq":{seq},"é":"\\\\,"}' })),
    );
    const { stats } = modules;
    await until('200 messages', () => total(stats.received) >= 200);
    expect(stats.connected).toBe(20);
    await modules.stop();
    expect([...stats.errors]).toEqual([]);
    expect(stats.sent[qos]).toBe(total(stats.sent));
    expect(stats.received[qos]).toBe(total(stats.sent));
    expect(stats.roundTrip.count).toBe(total(stats.sent));
    expect(stats.roundTrip.percentile(0.5)).toBeGreaterThan(0);
    expect(stats).toMatchObject({ connected: 20, ready: 20, lost: 0, reconnected: 0 });
  });

  test('payloads that fit into no line go through the data prompt', async () => {
    const broker = await startMosquitto();
    onTestFinished(() => broker.stop());
    const raw = { ...line('AT+MQTTPUBRAW=0,"{topic}",{length},{qos},0'), data: '{payload}' };
    const scenario = fast({ payload: '{seq}\r\nERROR\r\n{random:5000}' });
    const modules = startModules(
      planFor(broker.port, { ...scenario, loop: { rate: 20, jitter: 20, steps: [raw] } }, 4),
    );
    const { stats } = modules;
    await until('20 messages', () => total(stats.received) >= 20);
    await modules.stop();
    expect([...stats.errors]).toEqual([]);
    expect(stats.received[1]).toBe(stats.sent[1]);
    expect(stats.roundTrip.count).toBe(stats.sent[1]);
  });

  test('what goes elsewhere is not waited for', async () => {
    const broker = await startMosquitto();
    onTestFinished(() => broker.stop());
    const elsewhere = { rate: 20, jitter: 20, steps: [line('AT+MQTTPUB=0,"elsewhere","{payload}",{qos},0')] };
    const steps = [...builtIn.steps, line('AT+MQTTPUB=0,"birth/{n}","{payload}",1,1')];
    const scenario = fast({ steps, loop: elsewhere });
    const { stats } = startModules(planFor(broker.port, scenario));
    await until('100 publishes', () => total(stats.sent) >= 100);
    expect(total(stats.received)).toBe(0);
    expect(stats.roundTrip.count).toBe(0);
    expect([...stats.errors]).toEqual([]);
  });

  test('without round trips nobody subscribes', async () => {
    const broker = await startMosquitto();
    onTestFinished(() => broker.stop());
    const modules = startModules(planFor(broker.port, fast({ roundTrip: false })));
    await until('100 publishes', () => total(modules.stats.sent) >= 100);
    await modules.stop();
    expect(total(modules.stats.received)).toBe(0);
    expect(modules.stats.roundTrip.count).toBe(0);
  });

  test('a broker that is killed and comes back: everyone is lost once and reconnects', async () => {
    const broker = await startMosquitto();
    onTestFinished(() => broker.stop());
    const { stats } = startModules(planFor(broker.port, fast()));
    await until('20 ready modules', () => stats.ready === 20);
    await broker.kill();
    await until('20 losses', () => stats.lost === 20);
    expect(stats.connected).toBe(0);
    expect([...stats.losses.values()].reduce((sum, { count }) => sum + count, 0)).toBe(20);
    await broker.restart();
    await until('20 that came back', () => stats.reconnected === 20);
    expect(stats).toMatchObject({ lost: 20, connected: 20 });
    const sent = total(stats.sent);
    await until('messages again', () => total(stats.sent) > sent);
  });
});

test('nobody listens: the code is counted, and its log sentence kept', async () => {
  const { stats } = startModules(planFor(await freePort(), fast()));
  await until('20 failures', () => stats.errors.get(0x010a600b) === 20);
  expect(JSON.stringify(stats.examples.get(0x010a600b))).toContain('ECONNREFUSED');
  expect(stats).toMatchObject({ connected: 0, ready: 0, lost: 0 });
});

test('a broker that says nothing: what the end finds unanswered is a failure', async () => {
  const mute = createServer((socket) => void sockets.add(socket.on('error', () => {}).resume()));
  const sockets = new Set<Socket>();
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    mute.close();
    for (const socket of sockets) socket.destroy();
  });
  const modules = startModules(planFor((mute.address() as AddressInfo).port, fast(), 5));
  await until('5 connections', () => sockets.size === 5);
  await modules.stop();
  expect([...modules.stats.errors]).toEqual([[NO_ANSWER, 5]]);
});

test('a step that fails is tried again after about ten seconds, and counts each time', () => {
  const clock = new ManualClock();
  const noNetwork = (): Dial => () => {
    throw new Error('no command here dials');
  };
  const scenario = small('steps: [AT+NONSENSE, AT]\nswarm: {roundTrip: false}');
  const plan = planFor(1883, scenario, 1);
  const modules = new ModuleSet(plan, { index: 0, of: 1 }, { clock, dial: noNetwork });
  modules.start();
  const failures = async (ms: number): Promise<number> => {
    clock.advance(ms);
    // Replies are gathered until the end of the turn.
    await Promise.resolve();
    await Promise.resolve();
    return modules.stats.errors.get(NO_CODE) ?? 0;
  };
  return (async () => {
    expect(await failures(0)).toBe(1);
    expect(await failures(4_999)).toBe(1);
    expect(await failures(10_002)).toBe(2);
    expect(modules.stats.ready).toBe(0);
  })();
});

test('the ramp switches modules on as the clock goes, and each thread its own', async () => {
  const clock = new ManualClock();
  const scenario = small('steps: [AT]\nswarm: {roundTrip: false, ramp: 10}');
  const plan = planFor(1883, scenario, 20);
  const [first, second] = [0, 1].map(
    (index) => new ModuleSet(plan, { index, of: 2 }, { clock, dial: dialRoute }),
  );
  if (first === undefined || second === undefined) throw new Error('two sets were made');
  first.start();
  second.start();
  const ready = async (ms: number): Promise<number[]> => {
    clock.advance(ms);
    await new Promise((resolve) => setImmediate(resolve));
    return [first.stats.ready, second.stats.ready];
  };
  expect(await ready(0)).toEqual([1, 0]);
  expect(await ready(500)).toEqual([3, 3]);
  expect(await ready(10_000)).toEqual([10, 10]);
});
