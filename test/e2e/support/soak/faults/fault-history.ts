import type { FaultName } from '#faults/table';
import { planOf, type Wrong } from './plans.ts';

/** What has acted is felt for so many milliseconds, on a busy machine too. */
const LINGER_MS = 4000;
/** Times of acting are kept so exactly. */
const GRAIN_MS = 100;

/** From when to when; milliseconds of the clock. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

interface Occurrence {
  readonly name: FaultName;
  readonly acted: number[];
  ended: boolean;
}

/** What a program tells of a fault. */
export interface FaultTold {
  readonly name: FaultName;
  readonly id: number;
  readonly phase: 'begins' | 'acts' | 'ends';
}

/** What has happened to a module on command, and when its host had it in order again. */
export class FaultHistory {
  readonly #occurrences: Occurrence[] = [];
  /** Those of this life of the program, by their ids. */
  #known = new Map<number, Occurrence>();
  /** The module was configured from the beginning, without anything that failed. */
  readonly #configured: Span[] = [];
  /** When the module or its program restarted. */
  readonly #restarts: number[] = [];
  readonly #acted = new Map<FaultName, number>();
  readonly #begun = new Map<FaultName, number>();

  tell({ name, id, phase }: FaultTold, at: number): void {
    let occurrence = this.#known.get(id);
    if (occurrence === undefined) {
      occurrence = { name, acted: [], ended: false };
      this.#known.set(id, occurrence);
      this.#occurrences.push(occurrence);
    }
    if (phase === 'begins') add(this.#begun, name);
    else if (phase === 'ends') occurrence.ended = true;
    else {
      add(this.#acted, name);
      note(occurrence, at);
    }
  }

  /** A fault of which nothing is told but when it is on, which counts as acting all the time. */
  on(name: FaultName, { from, to }: Span): void {
    const occurrence: Occurrence = { name, acted: [], ended: true };
    for (let at = from; at <= to; at += GRAIN_MS) occurrence.acted.push(at);
    this.#occurrences.push(occurrence);
    add(this.#begun, name);
  }

  /** The program was killed, which may have kept it from saying what its faults did last. */
  killed(at: number): void {
    this.restarted(at);
    for (const occurrence of this.#known.values()) if (!occurrence.ended) note(occurrence, at);
    this.#known = new Map();
  }

  restarted(at: number): void {
    this.#restarts.push(at);
  }

  configured(span: Span): void {
    this.#configured.push(span);
  }

  /** The fault that acted last of those that may be the reason of something that went wrong then. */
  reason(wrong: Wrong, span: Span): FaultName | undefined {
    let reason: { readonly name: FaultName; readonly at: number } | undefined;
    for (const { name, acted } of this.#occurrences) {
      if (!planOf(name).excuses.includes(wrong)) continue;
      const at = acted.findLast((each) => this.#explains(name, each, span));
      if (at !== undefined && at > (reason?.at ?? 0)) reason = { name, at };
    }
    return reason?.name;
  }

  /** Those that acted then, whatever they may do. */
  acting({ from, to }: Span): FaultName[] {
    const during = this.#occurrences.filter(({ acted }) =>
      acted.some((at) => at <= to && at + LINGER_MS >= from),
    );
    return [...new Set(during.map(({ name }) => name))];
  }

  /** How often each fault began and acted. */
  get counts(): {
    readonly begun: ReadonlyMap<FaultName, number>;
    readonly acted: ReadonlyMap<FaultName, number>;
  } {
    return { begun: this.#begun, acted: this.#acted };
  }

  #explains(name: FaultName, at: number, { from, to }: Span): boolean {
    const { untilConfigured, onlyWithRestart } = planOf(name);
    const over = this.#over(at, untilConfigured === true);
    if (at > to || over < from) return false;
    return onlyWithRestart !== true || this.#restarts.some((when) => when >= at && when <= over);
  }

  /** Until when what acted at a time is felt. */
  #over(at: number, untilConfigured: boolean): number {
    if (!untilConfigured) return at + LINGER_MS;
    const next = this.#configured.find(({ from }) => from > at);
    return next === undefined ? Number.POSITIVE_INFINITY : next.to + LINGER_MS;
  }
}

function note({ acted }: Occurrence, at: number): void {
  if (at - (acted.at(-1) ?? 0) >= GRAIN_MS) acted.push(at);
}

function add(counts: Map<FaultName, number>, name: FaultName): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
