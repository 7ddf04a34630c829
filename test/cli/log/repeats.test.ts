import { expect, test } from 'vitest';
import { Repeats } from '#cli/log/repeats';
import { ManualClock } from '#testing/index';

/** Says the same line, and notes what is told. */
function listening() {
  const clock = new ManualClock();
  const repeats = new Repeats(clock);
  const told: string[] = [];
  const say = (line: string): void => {
    if (repeats.passes(line, (count, seconds) => told.push(`${line} +${count} in ${seconds} s`)))
      told.push(line);
  };
  /** Says different lines of a kind. */
  const sayOf = (kind: string, line: string): void => {
    if (repeats.passesKind(kind, (count) => told.push(`+${count} of ${kind}, ${line}`))) told.push(line);
  };
  return { clock, repeats, told, say, sayOf };
}

test('the same line comes three times, then once a second with how many there were', () => {
  const { clock, told, say } = listening();
  for (let n = 0; n < 1_000; n++) {
    say('echo');
    clock.advance(5);
  }
  expect(told.slice(0, 3)).toEqual(['echo', 'echo', 'echo']);
  expect(told.slice(3)).toEqual(
    [1, 2, 3, 4].map(() => expect.stringMatching(/^echo \+(?:199|200|201) in 1 s$/)),
  );
});

test('nothing that was counted is lost at the end', () => {
  const { repeats, told, say } = listening();
  for (let n = 0; n < 10; n++) say('echo');
  repeats.flush();
  expect(told.at(-1)).toBe('echo +7 in 1 s');
});

test('a broker that is away for a week is told less and less often, and each try is counted', () => {
  const { clock, repeats, told, say } = listening();
  const tries = (7 * 24 * 3600) / 10;
  for (let n = 0; n < tries; n++) {
    say('unreachable');
    clock.advance(10_000);
  }
  repeats.flush();
  expect(told.length).toBeLessThan(190);
  const counted = told.map((line) => Number(/\+(\d+)/.exec(line)?.[1] ?? 1));
  expect(counted.reduce((sum, count) => sum + count, 0)).toBe(tries);
  expect(told.at(-3)).toBe('unreachable +360 in 3600 s');
});

test('after a quiet time a line is new again, and other lines are never held back by it', () => {
  const { clock, told, say } = listening();
  for (let n = 0; n < 5; n++) say('lost');
  clock.advance(1_000);
  say('back');
  clock.advance(120_000);
  say('lost');
  expect(told).toEqual(['lost', 'lost', 'lost', 'lost +2 in 1 s', 'back', 'lost']);
});

test('of many different lines of one kind twenty a second are told, and how many more there were', () => {
  const { clock, told, sayOf } = listening();
  for (let second = 0; second < 2; second++) {
    for (let n = 0; n < 100; n++) sayOf('unknown', `line ${n}`);
    clock.advance(1_000);
  }
  expect(told).toHaveLength(42);
  expect(told[20]).toBe('+80 of unknown, line 99');
});

test('lines that are all different cost the same however many have come', { timeout: 10_000 }, () => {
  const { told, say } = listening();
  for (let n = 0; n < 100_000; n++) say(`line ${n}`);
  expect(told).toHaveLength(100_000);
});

test('a line that gives way to others does not lose what was counted of it', () => {
  const { told, say } = listening();
  for (let n = 0; n < 10; n++) say('echo');
  for (let n = 0; n < 6_000; n++) say(`line ${n}`);
  expect(told).toContain('echo +7 in 1 s');
});

test('of lines that take turns the last one told is the one that came last', () => {
  const clock = new ManualClock();
  const repeats = new Repeats(clock);
  const told: string[] = [];
  const say = (line: string): void => {
    if (repeats.passes(line, () => told.push(line), 'link 0')) told.push(line);
  };
  for (let n = 0; n < 2_000; n++) {
    say('connected');
    clock.advance(5_000);
    say('lost');
    clock.advance(5_000);
  }
  for (let n = told.length - 6; n < told.length; n += 2) {
    expect(told.slice(n, n + 2).sort()).toEqual(['connected', 'lost']);
  }
  say('connected');
  clock.advance(7_200_000);
  expect(told.at(-1)).toBe('connected');
});
