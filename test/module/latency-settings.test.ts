import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { settingsFromPairs } from '#module/settings/pairs';
import { parseSettings } from '#module/settings/parse';

const BENCH = { base: 'bench', join: 0, broker: 0, command: 0, jitter: 0, seed: 1 };
const WIFI = { base: 'wifi', join: 4000, broker: 640, command: 5, jitter: 20, seed: 1 };

test('nothing takes time unless it is asked for', () => {
  expect(parseSettings({}).latency).toEqual(BENCH);
});

test.each(['guides', 'zh-CN'])('the page of %s has the figures of each set', (folder) => {
  const page = readFileSync(new URL(`../../docs/${folder}/time-limits.md`, import.meta.url), 'utf8');
  for (const set of ['bench', 'wifi', 'poor'] as const) {
    const { join, broker, command, jitter } = parseSettings({ latency: set }).latency;
    expect(page).toContain(`| \`${set}\` | ${join} | ${broker} | ${command} | ${jitter} |`);
  }
});

test.each([
  [['latency=wifi'], WIFI],
  [['latency=bench'], BENCH],
  [['latency=wifi', 'latency.broker=120'], { ...WIFI, broker: 120 }],
  [['latency.broker=120', 'latency=wifi'], { ...WIFI, broker: 120 }],
  [['latency=poor', 'latency.jitter=0', 'latency=wifi', 'latency.seed=7'], { ...WIFI, jitter: 0, seed: 7 }],
  [['latency.join=250'], { ...BENCH, join: 250 }],
])('%j: a set is what single values count before, in any order', (pairs, expected) => {
  expect(settingsFromPairs(pairs).latency).toEqual(expected);
});

test('in settings the set stands alone, or beside what counts before it', () => {
  expect(parseSettings({ latency: 'wifi' }).latency).toEqual(WIFI);
  expect(parseSettings({ latency: { base: 'wifi', command: 9 } }).latency).toEqual({ ...WIFI, command: 9 });
  expect(parseSettings({ latency: { broker: 80 } }).latency).toEqual({ ...BENCH, broker: 80 });
});

describe('what cannot be is refused in one sentence', () => {
  test.each([
    [{ latency: 'wlan' }, 'The setting latency takes bench, wifi, poor.'],
    [{ latency: 7 }, 'The setting latency takes bench, wifi, poor.'],
    [{ latency: { base: 'wlan' } }, 'The setting latency.base takes bench, wifi, poor.'],
    [{ latency: { broker: '1s' } }, 'The setting latency.broker takes 0 to 60000.'],
    [{ latency: { jitter: 101 } }, 'The setting latency.jitter takes 0 to 100.'],
    [{ latency: { brocker: 1 } }, 'There is no setting latency.brocker; did you mean latency.broker?'],
  ])('%j', (input, reason) => expect(() => parseSettings(input)).toThrow(reason));

  test.each([
    ['latency=wlan', 'The setting latency takes bench, wifi, poor.'],
    ['latency.broker=-1', 'The setting latency.broker takes 0 to 60000.'],
    ['latency.brocker=1', 'There is no setting latency.brocker; did you mean latency.broker?'],
  ])('%s', (pair, reason) => expect(() => settingsFromPairs([pair])).toThrow(reason));
});
