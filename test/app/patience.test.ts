import { expect, test } from 'vitest';
import { Patience, type Wait } from '#app/patience';
import { textLog } from '#messages/log';
import { message } from '#messages/message';
import { PortError, type PortErrorCode } from '#ports/index';
import { ManualClock } from '#testing/manual-clock';

const WHAT = message('app.thePort', { spec: 'serial:/dev/x' });

function failure(code: PortErrorCode, mayHeal: boolean): PortError {
  return new PortError(code, message('errors.foreign', { text: `it is ${code}` }), { mayHeal });
}

/** Tries something that gives its results one after another, the last one for ever. */
function fixture(wait: Wait, ...results: readonly (PortError | string)[]) {
  const clock = new ManualClock();
  const log: string[] = [];
  const patience = new Patience(
    clock,
    textLog((_level, _namespace, text) => log.push(text)),
    wait,
  );
  let count = 0;
  const tried = patience.try(WHAT, () => {
    const result = results[Math.min(count++, results.length - 1)];
    if (result instanceof PortError) throw result;
    return result;
  });
  /** Lets time go by, in steps that every try fits into. */
  const pass = async (ms: number): Promise<void> => {
    for (let gone = 0; gone < ms; gone += 50) {
      clock.advance(50);
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    }
  };
  return { clock, log, patience, tried, pass, tries: () => count };
}

test('what is there at once is not waited for, and nothing is said', async () => {
  const { tried, log } = fixture({ ms: 1000 }, 'there');
  expect(await tried).toEqual({ value: 'there' });
  expect(log).toEqual([]);
});

test('what comes later is told once when the wait begins and once when it has come', async () => {
  const absent = failure('UNAVAILABLE', true);
  const { tried, log, pass } = fixture({ ms: 30_000 }, absent, absent, absent, 'there');
  const { later } = await tried;
  await pass(2000);
  expect(await later).toBe('there');
  expect(log).toEqual([
    'waiting for serial:/dev/x, at most 30 s: it is UNAVAILABLE',
    expect.stringMatching(/^serial:\/dev\/x is available, after 0\.\d s$/),
  ]);
});

test('when the time is up the last failure says why', async () => {
  const { tried, pass, tries } = fixture({ ms: 5000 }, failure('TAKEN', true));
  const { later } = await tried;
  const failed = expect(later).rejects.toMatchObject({ code: 'TAKEN', mayHeal: true });
  await pass(4900);
  const before = tries();
  await pass(1000);
  await failed;
  expect(tries()).toBe(before + 1);
});

test('without time, and for what never heals, nothing is tried again', async () => {
  await expect(fixture({ ms: 0 }, failure('TAKEN', true)).tried).rejects.toThrow('it is TAKEN');
  await expect(fixture({ ms: 1000 }, failure('MALFORMED', false)).tried).rejects.toThrow('it is MALFORMED');
});

test('a device that belongs to root for a moment when it comes is not given up', async () => {
  const [absent, denied] = [failure('UNAVAILABLE', true), failure('DENIED', false)];
  const plugged = fixture({ ms: 9000 }, absent, denied, 'there');
  const { later } = await plugged.tried;
  await plugged.pass(2000);
  expect(await later).toBe('there');
  const forbidden = fixture({ ms: 9000 }, absent, denied, denied);
  const never = (await forbidden.tried).later;
  const failed = expect(never).rejects.toThrow('it is DENIED');
  await forbidden.pass(2000);
  await failed;
});

test('a wait without end is told so, and ends when it is called off', async () => {
  const ending = new AbortController();
  const { tried, log, pass } = fixture({ ms: Infinity, signal: ending.signal }, failure('TAKEN', true));
  const { later } = await tried;
  await pass(100_000);
  ending.abort();
  await expect(later).rejects.toThrow('it is TAKEN');
  expect(log).toEqual(['waiting for serial:/dev/x: it is TAKEN']);
});
