import { expect, test } from 'vitest';
import { parseScenario } from '#scenario/read/read-scenario';
import { parseThreshold } from '#scenario/threshold';
import { describeSummary } from '#swarm/describe-summary';
import { planRun } from '#swarm/run-plan';
import { Stats } from '#swarm/stats';
import { type Summary, summarise } from '#swarm/summary';

/** 1000 modules of which one is lost, and 2000 messages of which one does not come back. */
function run(...thresholds: readonly string[]): Summary {
  const stats = new Stats();
  stats.ready = 1000;
  stats.connected = 999;
  stats.lost = 1;
  stats.sent = [0, 2000, 0];
  stats.received = [0, 1999, 0];
  for (let each = 0; each < 100; each++) stats.roundTrip.record(4);
  const facts = { modules: 1000, residentBytes: 1, seconds: 10, workers: 1, rate: 200 };
  return summarise(stats, { ...facts, thresholds: thresholds.map(parseThreshold) });
}

test.each<[string, boolean, number]>([
  ['lost == 1', true, 1],
  ['lost != 1', false, 1],
  ['lost < 1', false, 1],
  ['lost<=1', true, 1],
  ['lost > 0', true, 1],
  ['errors == 0', true, 0],
  ['connected >= 99.9%', true, 99.9],
  ['connected > 99.9 %', false, 99.9],
  ['connected >= 1000', false, 999],
  ['lost <= 0.1%', true, 0.1],
  ['received >= 100%', false, 99.95],
  ['received >= 1999', true, 1999],
  ['sentPerSecond >= 200', true, 200],
  ['sent == 2000', true, 2000],
])('%s: %s, measured %d', (text, ok, measured) => {
  const summary = run(text);
  expect(summary.thresholds).toMatchObject([{ threshold: text, ok, measured }]);
  expect(summary.ok).toBe(ok);
});

test('times are compared in the unit they are written in', () => {
  const [inMs, inS] = run('p99 < 50ms', 'p99 < 0.001s').thresholds;
  expect(inMs).toMatchObject({ ok: true, unit: 'ms' });
  expect(inS).toMatchObject({ ok: false, unit: 's' });
  expect(inS?.measured).toBeCloseTo(Number(inMs?.measured) / 1000, 5);
});

test('one that is crossed decides, and the text tells each', () => {
  const summary = run('lost <= 1', 'received >= 100%');
  expect(summary.ok).toBe(false);
  expect(describeSummary(summary)).toContain(
    'thresholds\n  met: lost <= 1, measured 1\n  crossed: received >= 100%, measured 99.95%\n',
  );
});

test('what was not measured is crossed', () => {
  const facts = { modules: 1, residentBytes: 1, seconds: 1, workers: 1, rate: 0 };
  const thresholds = ['p99 < 50ms', 'received >= 0%'].map(parseThreshold);
  const summary = summarise(new Stats(), { ...facts, thresholds });
  expect(summary.thresholds).toMatchObject([
    { ok: false, measured: null },
    { ok: false, measured: null },
  ]);
  expect(describeSummary(summary)).toContain('crossed: p99 < 50ms, nothing was measured');
});

test.each([
  ['conected > 5', 'there is no metric conected; did you mean connected?'],
  ['p99 < 50', 'p99 takes a time with its unit, such as 50ms or 2s.'],
  ['p99 < 50%', 'p99 takes a time with its unit, such as 50ms or 2s.'],
  ['errors < 5%', 'errors takes a number.'],
  ['connected > 5ms', 'connected takes a number, or a percentage of modules, such as 99.9%.'],
  [
    'p99 = 50ms',
    'a threshold is a metric, one of <, <=, ==, !=, >= and >, and a value, such as p99 < 50ms, not p99 = 50ms.',
  ],
])('%s: told with line and key in a file, and with the option', (text, reason) => {
  const yaml = `steps: [AT]\nswarm:\n  thresholds:\n    - lost == 0\n    - "${text}"\n`;
  expect(() => parseScenario(yaml, 's.yaml')).toThrow(`s.yaml:5: in swarm.thresholds`);
  expect(() => parseScenario(yaml, 's.yaml')).toThrow(reason);
  const options = { modules: '1', broker: 'mqtt://127.0.0.1', set: [], threshold: [text] };
  expect(() => planRun(options)).toThrow(`In --threshold, ${reason}`);
});

test('a list is what the key takes', () => {
  expect(() => parseScenario('steps: [AT]\nswarm:\n  thresholds: 5\n', 's.yaml')).toThrow(
    's.yaml:3: swarm.thresholds takes a list of conditions in quotes',
  );
});
