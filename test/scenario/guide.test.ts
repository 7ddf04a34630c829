import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkPlayable } from '#scenario/check-playable';
import { parseScenario } from '#scenario/read/read-scenario';
import { forSwarm } from '#swarm/swarm-scenario';
import { outcomeOf } from './play.ts';

/** The YAML of a page. */
function examplesOf(page: string): readonly string[] {
  const text = readFileSync(new URL(`../../docs/guides/${page}`, import.meta.url), 'utf8');
  return [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, yaml = '']) => yaml);
}

test('the first example of the guide comes through as it is written', async () => {
  const [first = ''] = examplesOf('scenarios.md');
  expect(await outcomeOf(first)).toBeUndefined();
});

test('all that follow can be played as the module', () => {
  const [, ...others] = examplesOf('scenarios.md');
  expect(others.length).toBeGreaterThan(0);
  for (const example of others) {
    const scenario = parseScenario(example, 'guide.yaml');
    expect(checkPlayable(scenario, { against: 'pty', plays: 'module' }, false).skipped).toEqual([]);
  }
});

test('a swarm takes the example of its guide', () => {
  const [example = ''] = examplesOf('swarm.md');
  expect(forSwarm(parseScenario(example, 'guide.yaml')).loop?.steps).toHaveLength(1);
});
