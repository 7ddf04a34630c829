import type { CorpusCase, CorpusStep } from './corpus-case.ts';

/** A module that a case is played on: freshly booted, Wi-Fi joined, echo on. */
export interface Target {
  /** Writes bytes that the module gets as one read. */
  write(bytes: string): void;
  /** What came since it was taken last, a byte in each character. */
  readonly output: string;
  /** Forgets the output. */
  take(): void;
  /** Carries out an event at the broker. */
  happen(step: CorpusStep): void | Promise<void>;
  /** Goes on until this holds, `ms` milliseconds at most. */
  until(holds: () => boolean, ms: number): Promise<void>;
}

/** The first step that was answered otherwise than by the genuine module. */
export interface Difference {
  readonly id: string;
  readonly about: string;
  readonly step: number;
  readonly input: string;
  readonly expected: string;
  readonly got: string;
}

const SHORT_MS = 300;
/** Milliseconds in which something that should not come would come. */
const QUIET_MS = 70;
/** A module may be so much slower than the one that was observed. */
const SLACK_MS = 350;

/** Plays a case to its end, or to its first difference. */
export async function playCase(
  target: Target,
  { id, about, steps, timing }: CorpusCase,
): Promise<Difference | undefined> {
  for (const [index, step] of steps.entries()) {
    const got = await playStep(target, step, timing === 'loose');
    const expected = step.outRegex ?? step.out;
    if (expected !== undefined && !isEqual(step, got)) {
      const input = step.in ?? step.event ?? `wait ${step.wait}`;
      return { id, about, step: index, input, expected, got };
    }
    if (step.then === 'restart') break;
  }
  return undefined;
}

async function playStep(target: Target, step: CorpusStep, loose: boolean): Promise<string> {
  if (step.in !== undefined) target.write(step.in);
  else if (step.event !== undefined) await target.happen(step);
  if (step.out === undefined) return '';
  const { out, outRegex, wait } = step;
  if (wait !== undefined && !loose) await target.until(() => false, wait);
  else if (out === '' && outRegex === undefined)
    await target.until(() => target.output !== '', wait ?? QUIET_MS);
  else {
    const arrived = (): boolean =>
      outRegex === undefined
        ? !out.startsWith(target.output) || target.output === out
        : isEqual(step, target.output);
    await target.until(arrived, (wait ?? step.ms ?? SHORT_MS) + SLACK_MS);
    if (step.then !== 'restart') await target.until(() => false, QUIET_MS);
  }
  const { output } = target;
  target.take();
  return step.then === 'restart' ? output.slice(0, out.length) : output;
}

function isEqual({ out, outRegex }: CorpusStep, got: string): boolean {
  return outRegex === undefined ? got === out : new RegExp(outRegex, 's').test(got);
}
