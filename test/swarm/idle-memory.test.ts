import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { dialRoute } from '#mqtt/transports/dial';
import { ModuleSet } from '#swarm/module-set';
import { readSwarmScenario } from '#swarm/swarm-scenario';
import { systemClock } from '#time/clock';
import { startMosquitto } from '../support/brokers.ts';
import { needs } from '../support/needs.ts';

const KIB = 1024;
const PATIENCE_MS = 15_000;
const ROUND_MS = 100;
const SETTLED_BYTES = 16 * KIB;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes in use once everything that nobody holds is gone. */
async function bytesInUse(): Promise<number> {
  let [before, now] = [Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER];
  // What a finished round let go of, such as closed sockets and timers, goes in the next.
  while (before - now > SETTLED_BYTES) {
    await new Promise((resolve) => setTimeout(resolve, ROUND_MS));
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    [before, now] = [now, heapUsed + arrayBuffers];
  }
  return now;
}

test(
  'an idle connected and subscribed module takes at most 15 KiB of heap and buffers',
  needs('mosquitto'),
  async () => {
    const broker = await startMosquitto({ extra: 'max_connections -1' });
    onTestFinished(() => broker.stop());
    const scenario = { ...readSwarmScenario(undefined), loop: undefined, ramp: 2_000 };
    const target = {
      host: '127.0.0.1',
      port: broker.port,
      scheme: 1,
      path: '',
      username: '',
      password: '',
    } as const;
    const connected = async (modules: number): Promise<void> => {
      const plan = { modules, broker: target, scenario, settings: [], seed: modules };
      const set = new ModuleSet(plan, { index: 0, of: 1 }, { clock: systemClock, dial: dialRoute });
      onTestFinished(() => set.stop());
      set.start();
      await expect.poll(() => set.stats.ready, { timeout: PATIENCE_MS }).toBe(modules);
    };
    // What is made once, and code that is compiled, is not the modules'.
    await connected(50);
    const before = await bytesInUse();
    await connected(500);
    const each = ((await bytesInUse()) - before) / 500;
    // On Node 20 it is 12.3 KiB; on Node 26, whose objects are larger, 14.2.
    expect(each).toBeLessThan(15 * KIB);
    // Fewer would mean that nothing was measured.
    expect(each).toBeGreaterThan(4 * KIB);
  },
);
