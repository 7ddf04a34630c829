import { beforeEach, describe, expect, test } from 'vitest';
import { Flow, type Valve } from '#module/flow';
import { ModuleBench, settled } from '../support/module-bench.ts';

/** A valve that counts how often it was turned. */
class TestValve implements Valve {
  paused = false;
  turns = 0;
  /** What happens when the valve is opened. */
  opened: () => void = () => {};

  pause(): void {
    this.paused = true;
    this.turns++;
  }

  resume(): void {
    this.paused = false;
    this.turns++;
    this.opened();
  }
}

let flow: Flow;
let host: TestValve;
let broker: TestValve;

beforeEach(() => {
  flow = new Flow();
  host = new TestValve();
  broker = new TestValve();
  flow.addHost(host);
  flow.addBroker(broker);
});

test('a full broker holds the hosts and no broker', () => {
  flow.brokerFull(broker);
  expect([host.paused, broker.paused]).toEqual([true, false]);
  flow.brokerDrained(broker);
  expect([host.paused, broker.paused]).toEqual([false, false]);
});

test('a full host holds hosts and brokers', () => {
  flow.hostFull(host);
  expect([host.paused, broker.paused]).toEqual([true, true]);
  flow.hostDrained(host);
  expect([host.paused, broker.paused]).toEqual([false, false]);
});

test('a backlog holds the brokers and no host', () => {
  flow.backlog(true);
  expect([host.paused, broker.paused]).toEqual([false, true]);
  flow.backlog(false);
  expect([host.paused, broker.paused]).toEqual([false, false]);
});

test('all that are full must drain', () => {
  flow.hostFull(host);
  flow.brokerFull(broker);
  flow.hostDrained(host);
  expect([host.paused, broker.paused]).toEqual([true, false]);
  flow.brokerDrained(broker);
  expect(host.paused).toBe(false);
});

test('what is held already is not held again', () => {
  flow.brokerFull(broker);
  flow.brokerFull(broker);
  flow.hostFull(host);
  expect(host.turns).toBe(1);
});

test('a full one that goes away holds nobody any more', () => {
  flow.brokerFull(broker);
  flow.removeBroker(broker);
  expect(host.paused).toBe(false);
  const other = new TestValve();
  flow.addHost(other);
  flow.hostFull(other);
  flow.removeHost(other);
  expect(host.paused).toBe(false);
});

test('one that comes while something is full is held from the start', () => {
  flow.hostFull(host);
  const [late, lateBroker] = [new TestValve(), new TestValve()];
  flow.addHost(late);
  flow.addBroker(lateBroker);
  expect([late.paused, lateBroker.paused]).toEqual([true, true]);
});

test('one that fills the broker again while it is let go ends the round for the rest', () => {
  const rest = new TestValve();
  flow.addHost(rest);
  flow.brokerFull(broker);
  host.opened = () => flow.brokerFull(broker);
  flow.brokerDrained(broker);
  expect([host.paused, rest.paused]).toEqual([true, true]);
  host.opened = () => {};
  flow.brokerDrained(broker);
  expect([host.paused, rest.paused]).toEqual([false, false]);
});

describe('a host that does not read', () => {
  test('holds back the others, and nothing is lost', async () => {
    const bench = new ModuleBench();
    const idle = bench.attach('idle');
    const busy = bench.attach('busy');
    idle.stream.pause();
    const lines = 30_000;
    for (let line = 0; line < lines; line++) busy.send('AT\r\n');
    await settled();
    expect(bench.module.flow.hostsHeld).toBe(true);
    idle.stream.resume();
    const heard = await idle.heardTo('\r\nOK\r\n');
    expect(heard).toBe('\r\nOK\r\n'.repeat(lines));
    expect(await busy.heard()).toBe('AT\r\n\r\nOK\r\n'.repeat(lines));
    expect(bench.module.flow.hostsHeld).toBe(false);
  });
});
