import { expect, test } from 'vitest';
import { checkPlayable } from '#scenario/check-playable';
import { readyFile, readyNames } from '#scenario/find-scenario';
import { playScenario } from '#scenario/play/play-scenario';
import { readScenario } from '#scenario/read/read-scenario';
import { systemClock } from '#time/clock';

const OPTIONS = { against: undefined, plays: 'host', brokerAt: undefined, seed: undefined } as const;

// Most of them wait most of the time.
test.concurrent.each(readyNames())('%s: the module of this process comes through', async (name) => {
  const { scenario } = checkPlayable(readScenario(readyFile(name)), OPTIONS, false);
  const result = await playScenario(scenario, OPTIONS, { fault() {}, waiting() {}, over() {} }, systemClock);
  const { failed, traffic } = result;
  expect(failed && [`${failed.step.line}: ${failed.failure.message}`, ...traffic]).toBeUndefined();
});

test.each(readyNames())('%s says what trouble it is and what a host should do', (name) => {
  const { name: named, about, host } = readScenario(readyFile(name));
  expect(named).toBe(name);
  expect(about).toBeTruthy();
  expect(host).toBeTruthy();
});
