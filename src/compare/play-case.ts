import type { CorpusCase, CorpusStep } from './corpus-case.ts';

/** A module that a case is played on: freshly booted, Wi-Fi joined, echo on. */
export interface Target {
  /** Writes bytes that the module gets as one read. */
  write(bytes: string): void;
  /** What came since it was taken last, a byte in each character. */
  readonly output: string;
  /** Takes the output. */
  take(): string;
  /** Carries out an event at the broker. */
  happen(step: CorpusStep): void | Promise<void>;
  /** Goes on until this holds, `ms` milliseconds at most. */
  until(holds: () => boolean, ms: number): Promise<void>;
}

/** How long is waited for what a module writes, and for what it should not. */
export interface Patience {
  /** Milliseconds in which something that should not come would come. */
  readonly quietMs: number;
  /** A module may be so many milliseconds slower than the one that was observed. */
  readonly slackMs: number;
  /** What comes behind an answer that is awaited is found at the next step. */
  readonly hurried: boolean;
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
/** Milliseconds behind the observed ones after which, in a hurry, a whole answer is taken for all of it. */
const SOON_MS = 350;
const CAREFUL: Patience = { quietMs: 70, slackMs: 350, hurried: false };

/** Plays a case to its end, or to its first difference. */
export async function playCase(
  target: Target,
  { id, about, steps, timing }: CorpusCase,
): Promise<Difference | undefined> {
  for (const [index, step] of steps.entries()) {
    const { out = '' } = step;
    const got = await playStep(target, step, [out], CAREFUL, timing === 'loose');
    if (step.out !== undefined && !isSame(step, out, got))
      return { id, about, step: index, input: inputOf(step), expected: step.outRegex ?? out, got };
    if (step.then === 'restart') break;
  }
  return undefined;
}

/**
 * Plays one step.
 * @param awaited the texts that are waited for; any of them ends the step
 * @param loose how long the module is left alone does not matter
 * @returns what came; nothing for a step whose output counts as that of the next one
 */
export async function playStep(
  target: Target,
  step: CorpusStep,
  awaited: readonly string[],
  patience: Patience,
  loose: boolean,
): Promise<string> {
  if (step.in !== undefined) target.write(step.in);
  else if (step.event !== undefined) await target.happen(step);
  if (step.out === undefined) return '';
  const { outRegex, wait } = step;
  const { quietMs, slackMs, hurried } = patience;
  if (wait !== undefined && !loose) await target.until(() => false, wait);
  else if (outRegex === undefined && awaited.every((text) => text === ''))
    await target.until(() => target.output !== '', wait ?? quietMs);
  else {
    const pattern = outRegex === undefined ? undefined : new RegExp(outRegex, 's');
    const arrived = (): boolean => pattern?.test(target.output) ?? isWhole(target.output, awaited);
    const observedMs = wait ?? step.ms ?? SHORT_MS;
    const soonMs = hurried ? Math.min(SOON_MS, slackMs) : slackMs;
    await target.until(arrived, observedMs + soonMs);
    // One of those awaited may be the beginning of another, which would be here by now.
    if (!arrived() && !awaited.includes(target.output)) await target.until(arrived, slackMs - soonMs);
    const done = hurried && pattern === undefined && awaited.includes(target.output);
    if (step.then !== 'restart' && !done) await untilQuiet(target, quietMs);
  }
  return target.take();
}

/** What a step does, for a person. */
export function inputOf({ in: text, event, topic, mode, wait }: CorpusStep): string {
  if (text !== undefined) return text;
  return event === undefined ? `wait ${wait}` : [event, topic ?? mode ?? ''].join(' ').trim();
}

/** Whether what came at a step is what was seen: by its pattern where figures and versions are part of it. */
export function isSame({ outRegex, then }: CorpusStep, seen: string, came: string): boolean {
  if (outRegex !== undefined) return new RegExp(outRegex, 's').test(came);
  // What follows is the boot, which is not compared.
  return then === 'restart' ? came.startsWith(seen) : came === seen;
}

/** Whether nothing more needs to come: it is all of one, and not the beginning of another, or the beginning of none. */
function isWhole(output: string, awaited: readonly string[]): boolean {
  return awaited.every((text) => text === output || !text.startsWith(output));
}

async function untilQuiet(target: Target, quietMs: number): Promise<void> {
  for (let length = -1; length !== target.output.length; ) {
    length = target.output.length;
    await target.until(() => target.output.length !== length, quietMs);
  }
}
