import { expect, test } from 'vitest';
import { controlled } from './support/controlled.ts';

const PLAY = '/api/v1/play';
const WAITS =
  'steps:\n  - AT\n  - repeat: {times: 2, steps: [AT+GMR]}\n  - expect: {urc: +NEVER}\n    timeout: 1m\n';

type Run = Awaited<ReturnType<typeof controlled>>;

async function over(run: Run) {
  await expect.poll(async () => (await run.ask(PLAY)).body.state, { timeout: 20_000 }).not.toBe('running');
  return (await run.ask(PLAY)).body;
}

test('a scenario of the program is played with its steps', async () => {
  const run = await controlled();
  const { body } = await run.ask('/api/v1/scenarios?lang=zh');
  const listed = body.scenarios.find(({ name }: { name: string }) => name === 'suback-80');
  expect(listed.about).toMatch(/[\u4e00-\u9fff]/);
  expect((await run.ask(PLAY)).body).toEqual({ state: 'none', steps: [], traffic: [] });
  const begun = await run.ask(PLAY, { json: { name: 'suback-80' } });
  expect([begun.status, begun.body.state]).toEqual([201, 'running']);
  const played = await over(run);
  expect(played).toMatchObject({ state: 'passed', name: 'suback-80', seconds: expect.any(Number) });
  expect(played.steps.every(({ ok }: { ok?: boolean }) => ok === true)).toBe(true);
  expect(played.traffic.join('\n')).toContain('AT+MQTTSUB');
});

test('one that is given as text is shown while it runs, and ended', async () => {
  const run = await controlled();
  await run.ask(PLAY, { json: { text: WAITS } });
  const steps = async () =>
    (await run.ask(PLAY)).body.steps.map((each: Record<string, unknown>) => [
      each['line'],
      each['depth'],
      each['rounds'],
    ]);
  await expect.poll(steps).toEqual([
    [2, 0, 1],
    [3, 0, 1],
    [3, 1, 2],
    [4, 0, 0],
  ]);
  const second = await run.ask(PLAY, { json: { name: 'suback-80' } });
  expect([second.status, second.body.error]).toMatchObject([
    409,
    { key: 'controlAction.playsAlready', parameters: { name: 'pasted' } },
  ]);
  const { body } = await run.ask(PLAY, { method: 'DELETE' });
  expect(body).toMatchObject({ state: 'ended', why: { key: 'controlAction.scenarioEnded' } });
  const nothing = await run.ask(PLAY, { method: 'DELETE' });
  expect(nothing.body.error.key).toBe('controlAction.nothingPlays');
});

test('a failed step says why', async () => {
  const run = await controlled();
  await run.ask(PLAY, { json: { text: 'steps:\n  - at: AT+NONSENSE\n' } });
  const played = await over(run);
  expect(played).toMatchObject({ state: 'failed', why: { key: expect.any(String) } });
  expect(played.steps[0]).toMatchObject({ ok: false, why: played.why });
});

test.each([
  [{ name: 'suback-8' }, 'scenario.unknown'],
  [{ name: '../package' }, 'scenario.unknown'],
  [{ text: 'steps: 5' }, 'scenario.mistakes'],
  [{}, 'controlAction.justOneOf'],
])('what is no scenario is refused: %j', async (json, key) => {
  const run = await controlled();
  const { status, body } = await run.ask(PLAY, { json });
  expect([status, body.error.key]).toEqual([400, key]);
});
