import { beforeEach, describe, expect, test } from 'vitest';
import type { AtHost, HostConnection } from '#at/session/host';
import { AtSession } from '#at/session/session';
import { Flow, type Pausable } from '#module/flow';
import { settingsFromPairs } from '#module/settings/pairs';
import { ManualClock, settled } from '#testing/index';
import { bareModule } from '../support/bare-module.ts';

/** Counts how often it was paused or resumed. */
class TestPausable implements Pausable {
  paused = false;
  turns = 0;
  /** What happens when it is resumed. */
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

/** A host on the UART that takes no more when it is told so. */
class UartHost extends TestPausable implements HostConnection {
  readonly at: AtHost;
  #taking = true;

  constructor() {
    super();
    this.at = uart.attach(this, { name: 'host' });
  }

  fill(): void {
    this.#taking = false;
    uart.urc(Buffer.from('+URC\r\n'), 'event');
    uart.flush();
  }

  drain(): void {
    this.#taking = true;
    this.at.drained();
  }

  write(): boolean {
    return this.#taking;
  }

  end(): void {}
}

let uart: AtSession<unknown>;
let flow: Flow;
let host: UartHost;
let broker: TestPausable;

beforeEach(() => {
  uart = new AtSession<unknown>({
    commands: [],
    context: undefined,
    settings: settingsFromPairs(['slowHost=hold', 'hostBufferBytes=0']),
    timers: new ManualClock(),
    log: () => {},
    congested: (congested) => flow.congested(congested),
  });
  flow = new Flow(uart);
  host = new UartHost();
  broker = new TestPausable();
  flow.addBroker(broker);
});

test('a full broker holds the hosts and no broker', () => {
  flow.brokerFull(broker);
  expect([host.paused, broker.paused]).toEqual([true, false]);
  flow.brokerDrained(broker);
  expect([host.paused, broker.paused]).toEqual([false, false]);
});

test('a full host holds hosts and brokers', () => {
  host.fill();
  expect([host.paused, broker.paused]).toEqual([true, true]);
  host.drain();
  expect([host.paused, broker.paused]).toEqual([false, false]);
});

test('a backlog holds the brokers and no host', () => {
  flow.congested(true);
  expect([host.paused, broker.paused]).toEqual([false, true]);
  flow.congested(false);
  expect([host.paused, broker.paused]).toEqual([false, false]);
});

test('all that are full must drain', () => {
  host.fill();
  flow.brokerFull(broker);
  host.drain();
  expect([host.paused, broker.paused]).toEqual([true, false]);
  flow.brokerDrained(broker);
  expect(host.paused).toBe(false);
});

test('what is held already is not held again', () => {
  flow.brokerFull(broker);
  flow.brokerFull(broker);
  host.fill();
  expect(host.turns).toBe(1);
});

test('a full one that goes away holds nobody any more', () => {
  flow.brokerFull(broker);
  flow.removeBroker(broker);
  expect(host.paused).toBe(false);
  const other = new UartHost();
  other.fill();
  other.at.detach();
  expect(host.paused).toBe(false);
});

test('one that comes while something is full is held from the start', () => {
  host.fill();
  const [late, lateBroker] = [new UartHost(), new TestPausable()];
  flow.addBroker(lateBroker);
  expect([late.paused, lateBroker.paused]).toEqual([true, true]);
});

test('one that fills the broker again while it is let go ends the round for the rest', () => {
  const rest = new UartHost();
  flow.brokerFull(broker);
  host.opened = () => flow.brokerFull(broker);
  flow.brokerDrained(broker);
  expect([host.paused, rest.paused]).toEqual([true, true]);
  host.opened = () => {};
  flow.brokerDrained(broker);
  expect([host.paused, rest.paused]).toEqual([false, false]);
});

describe('a host that does not read', () => {
  test('holds back the others with slowHost hold, and nothing is lost', async () => {
    const bare = bareModule(['slowHost=hold', 'hostBufferBytes=1000']);
    const idle = bare.addHost('idle');
    const busy = bare.addHost('busy');
    idle.stream.pause();
    const lines = 30_000;
    for (let line = 0; line < lines; line++) busy.send('AT\r\n');
    await settled();
    expect(bare.module.at.paused).toBe(true);
    idle.stream.resume();
    await idle.expectNext('\r\nOK\r\n'.repeat(lines));
    await busy.expectNext('AT\r\n\r\nOK\r\n'.repeat(lines));
    expect([await idle.drain(), await busy.drain()]).toEqual(['', '']);
    expect(bare.module.at.paused).toBe(false);
  });
});
