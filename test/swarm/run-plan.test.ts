import { expect, test } from 'vitest';
import { planRun, type SwarmOptions } from '#swarm/run-plan';

const GIVEN: SwarmOptions = { modules: '10', broker: 'mqtt://127.0.0.1:1883', set: [] };

test('options take the places of the scenario’s values', () => {
  const options = {
    ramp: '50/s',
    rate: '2/s',
    jitter: '5%',
    qos: '0',
    topic: 'a/{n}',
    payload: '',
    seed: '7',
  };
  const { swarm, workers } = planRun({ ...GIVEN, ...options, workers: '64' });
  expect(swarm).toMatchObject({ modules: 10, seed: 7 });
  expect(swarm.scenario).toMatchObject({
    ramp: 50,
    qos: 0,
    topic: 'a/{n}',
    payload: '',
    loop: { rate: 2, jitter: 5 },
  });
  expect(workers).toBe(10);
});

test.each<[Partial<SwarmOptions>, string]>([
  [{ topic: '' }, '--topic takes a topic, such as swarm/{id}, not "".'],
  [{ topic: 'a/{seq}' }, 'In --topic, there is no placeholder {seq} here; did you mean {id}?'],
  [{ payload: '{tiem}' }, 'In --payload, there is no placeholder {tiem} here; did you mean {time}?'],
  [{ modules: '1e3' }, '--modules takes a whole number from 1 to 1000000, not "1e3".'],
  [{ jitter: '101' }, '--jitter takes a number from 0 to 100, not "101".'],
  [{ rate: ' ' }, '--rate takes a number from 0 to 100000, not " ".'],
])('%j: one sentence', (options, reason) => {
  expect(() => planRun({ ...GIVEN, ...options })).toThrow(
    expect.objectContaining({ name: expect.stringMatching(/^(Usage|Scenario)Error$/), message: reason }),
  );
});
