import { beforeEach, describe, expect, it } from 'vitest';
import { Keepalive } from '#mqtt/client/keepalive';
import { FakeTimers } from './support/fake-timers.ts';

let timers: FakeTimers;
let log: string[];

function keepalive(seconds: number): Keepalive {
  const alive = new Keepalive(timers, seconds * 1000, {
    ping: () => {
      log.push(`ping ${timers.now()}`);
      alive.sent();
    },
    expired: (ms) => {
      log.push(`expired ${timers.now()} after ${ms}`);
      alive.stop();
    },
  });
  alive.start();
  return alive;
}

beforeEach(() => {
  timers = new FakeTimers();
  log = [];
});

describe('keepalive', () => {
  it('pings after each half of the keep alive in which nothing was sent', async () => {
    const alive = keepalive(20);
    await timers.advance(10_000);
    alive.answered();
    await timers.advance(10_000);
    alive.answered();
    expect(log).toEqual(['ping 10000', 'ping 20000']);
  });

  it('counts from the last thing sent', async () => {
    const alive = keepalive(40);
    await timers.advance(15_000);
    alive.sent();
    await timers.advance(19_999);
    expect(log).toEqual([]);
    await timers.advance(1);
    expect(log).toEqual(['ping 35000']);
  });

  it('never pings while something is sent more often than that', async () => {
    const alive = keepalive(20);
    for (let i = 0; i < 100; i++) {
      await timers.advance(9_000);
      alive.sent();
    }
    expect(log).toEqual([]);
  });

  it.each([
    [1, 500],
    [5, 2_500],
    [12, 6_000],
    [120, 60_000],
  ])('with %i s ends it %i ms after PINGREQ, when the next one is due', async (seconds, half) => {
    keepalive(seconds);
    await timers.advance(2 * half - 1);
    expect(log).toEqual([`ping ${half}`]);
    await timers.advance(1);
    expect(log).toEqual([`ping ${half}`, `expired ${2 * half} after ${half}`]);
  });

  it('is not satisfied by what this side sends while PINGRESP is missing', async () => {
    const alive = keepalive(10);
    await timers.advance(7_000);
    alive.sent();
    await timers.advance(3_000);
    expect(log).toEqual(['ping 5000', 'expired 10000 after 5000']);
  });

  it('goes on pinging while reading is held, and expects PINGRESP only afterwards', async () => {
    const alive = keepalive(20);
    alive.hold();
    await timers.advance(35_000);
    expect(log).toEqual(['ping 10000', 'ping 20000', 'ping 30000']);
    alive.release();
    await timers.advance(9_999);
    alive.answered();
    await timers.advance(5_000);
    expect(log).toEqual(['ping 10000', 'ping 20000', 'ping 30000', 'ping 40000']);
  });

  it('gives a PINGRESP that reading held up the whole time again', async () => {
    const alive = keepalive(10);
    await timers.advance(7_000);
    alive.hold();
    await timers.advance(1_000);
    alive.sent();
    alive.release();
    await timers.advance(5_000);
    expect(log).toEqual(['ping 5000', 'expired 13000 after 5000']);
  });

  it('is off at 0', async () => {
    keepalive(0);
    await timers.advance(10_000_000);
    expect(log).toEqual([]);
    expect(timers.pending).toBe(0);
  });

  it('leaves no timer behind when it stops', async () => {
    const alive = keepalive(10);
    await timers.advance(5_000);
    expect(timers.pending).toBe(2);
    alive.stop();
    expect(timers.pending).toBe(0);
  });
});
