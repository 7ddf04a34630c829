import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Dial } from '#mqtt/index';
import { dialRoute } from '#mqtt/transports/dial';
import { readScenario } from '#swarm/cli/scenario-file';
import { Fleet, type FleetPlan } from '#swarm/fleet';
import { type Scenario, scenarioSchema } from '#swarm/scenario';
import { NO_ANSWER, NO_CODE, total } from '#swarm/tally';
import { systemClock } from '#time/clock';
import { freePort, startMosquitto, withoutMosquitto } from '../support/brokers.ts';
import { ManualClock } from '../support/manual-clock.ts';

const PATIENCE_MS = 15_000;

function planFor(port: number, scenario: Scenario, modules = 20): FleetPlan {
  const broker = { host: '127.0.0.1', port, scheme: 1, path: '', username: '', password: '' } as const;
  return { modules, broker, scenario, settings: ['reconnectIntervalMs=200'], seed: 1 };
}

/** A fleet over real sockets that is stopped with the test. */
function startFleet(plan: FleetPlan): Fleet {
  const fleet = new Fleet(plan, { index: 0, of: 1 }, { clock: systemClock, dial: dialRoute });
  onTestFinished(() => fleet.stop());
  fleet.start();
  return fleet;
}

async function until(what: string, met: () => boolean): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!met()) {
    if (Date.now() > deadline) throw new Error(`${what} did not come within ${PATIENCE_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const builtIn = readScenario(undefined);
const fast = (changes: Partial<Scenario> = {}): Scenario =>
  scenarioSchema.parse({ ...builtIn, ramp: 1000, loop: { ...builtIn.loop, rate: 20 }, ...changes });

describe.skipIf(withoutMosquitto)('over Mosquitto', () => {
  test.each([0, 1, 2] as const)('QoS %i: what is sent comes back, and its way is measured', async (qos) => {
    const broker = await startMosquitto();
    onTestFinished(() => broker.stop());
    const fleet = startFleet(
      planFor(broker.port, fast({ qos, payload: '{"n":{n},"seq":{seq},"é":"\\\\,"}' })),
    );
    const { tally } = fleet;
    await until('200 messages', () => total(tally.received) >= 200);
    expect(tally.connected).toBe(20);
    await fleet.stop();
    expect([...tally.errors]).toEqual([]);
    expect(tally.sent[qos]).toBe(total(tally.sent));
    expect(tally.received[qos]).toBe(total(tally.sent));
    expect(tally.roundTrip.count).toBe(total(tally.sent));
    expect(tally.roundTrip.percentile(0.5)).toBeGreaterThan(0);
    expect(tally).toMatchObject({ connected: 20, ready: 20, lost: 0, reconnected: 0 });
  });

  test('payloads that fit into no line go through the data prompt', async () => {
    const broker = await startMosquitto();
    onTestFinished(() => broker.stop());
    const raw = {
      send: 'AT+MQTTPUBRAW=0,"{topic}",{length},{qos},0',
      data: '{payload}',
      expect: '+MQTTPUB:OK',
    };
    const scenario = fast({ payload: '{seq}\r\nERROR\r\n{random:5000}' });
    const fleet = startFleet(
      planFor(broker.port, scenarioSchema.parse({ ...scenario, loop: { rate: 20, steps: [raw] } }), 4),
    );
    const { tally } = fleet;
    await until('20 messages', () => total(tally.received) >= 20);
    await fleet.stop();
    expect([...tally.errors]).toEqual([]);
    expect(tally.received[1]).toBe(tally.sent[1]);
    expect(tally.roundTrip.count).toBe(tally.sent[1]);
  });

  test('what goes elsewhere is not waited for', async () => {
    const broker = await startMosquitto();
    onTestFinished(() => broker.stop());
    const elsewhere = { rate: 20, steps: ['AT+MQTTPUB=0,"elsewhere","{payload}",{qos},0'] };
    const steps = [...builtIn.steps, { send: 'AT+MQTTPUB=0,"birth/{n}","{payload}",1,1' }];
    const scenario = scenarioSchema.parse({ ...fast(), steps, loop: elsewhere });
    const { tally } = startFleet(planFor(broker.port, scenario));
    await until('100 publishes', () => total(tally.sent) >= 100);
    expect(total(tally.received)).toBe(0);
    expect(tally.roundTrip.count).toBe(0);
    expect([...tally.errors]).toEqual([]);
  });

  test('without round trips nobody subscribes', async () => {
    const broker = await startMosquitto();
    onTestFinished(() => broker.stop());
    const fleet = startFleet(planFor(broker.port, fast({ roundTrip: false })));
    await until('100 publishes', () => total(fleet.tally.sent) >= 100);
    await fleet.stop();
    expect(total(fleet.tally.received)).toBe(0);
    expect(fleet.tally.roundTrip.count).toBe(0);
  });

  test('a broker that is killed and comes back: everyone is lost once and reconnects', async () => {
    const broker = await startMosquitto();
    onTestFinished(() => broker.stop());
    const { tally } = startFleet(planFor(broker.port, fast()));
    await until('20 ready modules', () => tally.ready === 20);
    await broker.kill();
    await until('20 losses', () => tally.lost === 20);
    expect(tally.connected).toBe(0);
    expect([...tally.losses.values()].reduce((sum, count) => sum + count, 0)).toBe(20);
    await broker.restart();
    await until('20 that came back', () => tally.reconnected === 20);
    expect(tally).toMatchObject({ lost: 20, connected: 20 });
    const sent = total(tally.sent);
    await until('messages again', () => total(tally.sent) > sent);
  });
});

test('nobody listens: the code is counted, and its log sentence kept', async () => {
  const { tally } = startFleet(planFor(await freePort(), fast()));
  await until('20 failures', () => tally.errors.get(0x010a600b) === 20);
  expect(tally.examples.get(0x010a600b)).toContain('ECONNREFUSED');
  expect(tally).toMatchObject({ connected: 0, ready: 0, lost: 0 });
});

test('a broker that says nothing: what the end finds unanswered is a failure', async () => {
  const mute = createServer((socket) => void sockets.add(socket.on('error', () => {}).resume()));
  const sockets = new Set<Socket>();
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    mute.close();
    for (const socket of sockets) socket.destroy();
  });
  const fleet = startFleet(planFor((mute.address() as AddressInfo).port, fast(), 5));
  await until('5 connections', () => sockets.size === 5);
  await fleet.stop();
  expect([...fleet.tally.errors]).toEqual([[NO_ANSWER, 5]]);
});

test('a step that fails is tried again after about ten seconds, and counts each time', () => {
  const clock = new ManualClock();
  const noNetwork = (): Dial => () => {
    throw new Error('no command here dials');
  };
  const scenario = scenarioSchema.parse({ steps: ['AT+NONSENSE', 'AT'], roundTrip: false });
  const plan = planFor(1883, scenario, 1);
  const fleet = new Fleet(plan, { index: 0, of: 1 }, { clock, dial: noNetwork });
  fleet.start();
  const failures = async (ms: number): Promise<number> => {
    clock.advance(ms);
    // Replies are gathered until the end of the turn.
    await Promise.resolve();
    await Promise.resolve();
    return fleet.tally.errors.get(NO_CODE) ?? 0;
  };
  return (async () => {
    expect(await failures(0)).toBe(1);
    expect(await failures(4_999)).toBe(1);
    expect(await failures(10_002)).toBe(2);
    expect(fleet.tally.ready).toBe(0);
  })();
});

test('the ramp switches modules on as the clock goes, and each thread its own', async () => {
  const clock = new ManualClock();
  const scenario = scenarioSchema.parse({ steps: ['AT'], roundTrip: false, ramp: 10 });
  const plan = planFor(1883, scenario, 20);
  const [first, second] = [0, 1].map(
    (index) => new Fleet(plan, { index, of: 2 }, { clock, dial: dialRoute }),
  );
  if (first === undefined || second === undefined) throw new Error('two fleets were made');
  first.start();
  second.start();
  const ready = async (ms: number): Promise<number[]> => {
    clock.advance(ms);
    await new Promise((resolve) => setImmediate(resolve));
    return [first.tally.ready, second.tally.ready];
  };
  expect(await ready(0)).toEqual([1, 0]);
  expect(await ready(500)).toEqual([3, 3]);
  expect(await ready(10_000)).toEqual([10, 10]);
});
