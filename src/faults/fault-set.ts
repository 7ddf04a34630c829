import { type Random, seedOf } from '#random/random';
import type { Timers } from '#time/timers';
import type { FaultArea } from './definition.ts';
import { type FaultStatus, HeldFault } from './held-fault.ts';
import { checkArea, parseFault, readFault } from './parse.ts';
import {
  definitionOf,
  type FaultInput,
  type FaultName,
  type FaultParameters,
  type FaultSpec,
} from './table.ts';

/** What becomes of a fault: it begins, it acts, it ends. */
export type FaultPhase = 'begins' | 'acts' | 'ends';

/** Something became of a fault. */
export interface FaultNews {
  /** Which fault it is. */
  readonly name: FaultName;
  /** Tells faults of one name apart. */
  readonly id: number;
  /** What became of it. */
  readonly phase: FaultPhase;
}

/** A fault that has begun and not ended. */
export interface ActiveFault<N extends FaultName> extends FaultStatus {
  readonly parameters: FaultParameters<N>;
  /** Its own, from its seed. */
  readonly random: Random;
  /** As `random`, one for each lane, so that what one lane draws does not depend on what passes on another. */
  randomOf(lane: number): Random;
  /** Whether it acts at this opportunity, as its rate has it. */
  chance(lane?: number): boolean;
  /** Notes that it acts now; the last time that `count` allows ends it. */
  act(): void;
}

/** A fault that was switched on, for who may switch it off again. */
export interface FaultHandle {
  /** How it is now. */
  readonly status: FaultStatus;
  /** Switches it off. Harmless when repeated. */
  remove(): void;
}

/** What ended a fault: its count is used up, its time is over, or it was switched off. */
export type FaultEnd = 'count' | 'time' | 'removed';

/** Who does what a fault is. */
export interface FaultHandler<N extends FaultName> {
  /** It begins; a momentary one happens. @returns false: there is nothing that it could happen to */
  begins?(fault: ActiveFault<N>): unknown;
  /** It is over. */
  ends?(fault: ActiveFault<N>, why: FaultEnd): void;
  /** None of the name is on, and somebody wants none: what is left of those that ended by themselves is to go too. */
  cleared?(): void;
}

/** What a set is made of. */
export interface FaultSetParts {
  readonly timers: Timers;
  /** Where faults of this set can act. */
  readonly areas: readonly FaultArea[];
  /** What the seeds of faults that name none are made from. Default: 1. */
  readonly seed?: number | undefined;
  /** Hears what becomes of them. */
  tell(news: FaultNews): void;
}

/** The faults of one module or one broker, which can be switched on and off while it runs. */
export interface Faults {
  /**
   * Switches a fault on; `docs/reference/faults.md` lists them with their parameters.
   * @throws FaultError when it does not exist, cannot act here, or has no such parameters
   */
  add<N extends FaultName>(name: N, parameters: FaultInput<N>): FaultHandle;
  /** The same, by its name alone or as text: `wifi.drop`, `wifi.drop,after=5s,for=2s`. @throws FaultError as above */
  add(text: string): FaultHandle;
  /** Switches off all faults of this name, or all. */
  remove(name?: FaultName): void;
  /** Those that were switched on and have not ended. */
  readonly list: readonly FaultStatus[];
}

/** The faults of one module or one broker, for those who have them act. */
export class FaultSet implements Faults {
  readonly #parts: FaultSetParts;
  readonly #faults: HeldFault[] = [];
  /** Those that have begun. */
  readonly #active = new Map<FaultName, HeldFault[]>();
  readonly #handlers = new Map<FaultName, FaultHandler<never>[]>();
  #last = 0;

  constructor(parts: FaultSetParts) {
    this.#parts = parts;
  }

  add(text: string, parameters?: Readonly<Record<string, unknown>>): FaultHandle {
    return this.addSpec(
      parameters === undefined ? parseFault(text) : readFault({ fault: text, ...parameters }),
    );
  }

  /** As `add`, for a fault that was read. @throws FaultError `AREA` */
  addSpec(spec: FaultSpec): FaultHandle {
    const { name, schedule } = spec;
    checkArea(name, this.#parts.areas);
    const id = ++this.#last;
    const seed = schedule.seed ?? seedOf(this.#parts.seed ?? 1, id);
    const fault = new HeldFault(id, spec, seed, () => this.#acted(fault));
    this.#faults.push(fault);
    fault.beginsAt = this.#parts.timers.now() + schedule.after;
    // What happens in a moment is left to the clock even without a delay: who is being made has time to be ready.
    if (schedule.after > 0 || fault.momentary) this.#later(fault, schedule.after, () => this.#begin(fault));
    else this.#begin(fault);
    return { status: fault, remove: () => this.#remove(fault) };
  }

  remove(name?: FaultName): void {
    for (const fault of [...this.#faults])
      if (name === undefined || fault.name === name) this.#end(fault, 'removed');
    for (const each of name === undefined ? this.#handlers.keys() : [name]) this.#clear(each);
  }

  /** Switches off the fault of this id. @returns false: there is none, or no longer */
  removeById(id: number): boolean {
    const fault = this.#faults.find((each) => each.id === id);
    if (fault === undefined) return false;
    this.#remove(fault);
    return true;
  }

  get list(): readonly FaultStatus[] {
    return [...this.#faults];
  }

  /** Milliseconds until a fault begins, or until its time is over; the time of a module that is off stands still. */
  timeLeft(id: number): { readonly beginsInMs?: number; readonly endsInMs?: number } {
    const { active, beginsAt, endsAt } = this.#faults.find((each) => each.id === id) ?? {};
    const left = (at: number): number => Math.max(0, Math.round(at - this.#parts.timers.now()));
    if (active === false && beginsAt !== undefined) return { beginsInMs: left(beginsAt) };
    return endsAt === undefined ? {} : { endsInMs: left(endsAt) };
  }

  /** A fault of this name that has begun and fits; it is not said to act. */
  find<N extends FaultName>(
    name: N,
    fits?: (parameters: FaultParameters<N>) => boolean,
  ): ActiveFault<N> | undefined {
    const active = this.#active.get(name) as readonly ActiveFault<N>[] | undefined;
    return fits === undefined ? active?.[0] : active?.find(({ parameters }) => fits(parameters));
  }

  /**
   * A fault of this name that acts now: it has begun, it fits, and chance has it so. Of several each has its chance.
   * @param lane whose chances are drawn; see `ActiveFault.randomOf`
   */
  take<N extends FaultName>(
    name: N,
    fits?: (parameters: FaultParameters<N>) => boolean,
    lane = 0,
  ): ActiveFault<N> | undefined {
    const active = this.#active.get(name) as readonly ActiveFault<N>[] | undefined;
    const taken = active?.find((fault) => {
      return (fits === undefined || fits(fault.parameters)) && fault.chance(lane);
    });
    taken?.act();
    return taken;
  }

  /** Has what a fault is done when it begins, and when it ends. */
  handle<N extends FaultName>(name: N, handler: FaultHandler<N>): void {
    const handlers = this.#handlers.get(name) ?? [];
    handlers.push(handler as unknown as FaultHandler<never>);
    this.#handlers.set(name, handlers);
  }

  #remove(fault: HeldFault): void {
    this.#end(fault, 'removed');
    this.#clear(fault.name);
  }

  #later(fault: HeldFault, ms: number, run: () => void): void {
    fault.cancel = this.#parts.timers.after(ms, run);
  }

  #begin(fault: HeldFault): void {
    const { name, schedule } = fault;
    // What acts as it begins and lasts has this one opportunity.
    if (definitionOf(name).lasting && !fault.chance()) return this.#end(fault, 'time');
    fault.active = true;
    fault.endsAt = schedule.for === undefined ? undefined : this.#parts.timers.now() + schedule.for;
    this.#active.set(name, [...(this.#active.get(name) ?? []), fault]);
    fault.cancel = undefined;
    this.#tell(fault, 'begins');
    if (fault.momentary) return this.#happen(fault, this.#parts.timers.now() + (schedule.for ?? Infinity));
    if (schedule.for !== undefined) this.#later(fault, schedule.for, () => this.#end(fault, 'time'));
    for (const { begins } of this.#handlersOf(name)) begins?.(fault as never);
  }

  /** A momentary fault happens, and again where `every` says so. @param end when it has happened for the last time */
  #happen(fault: HeldFault, end: number): void {
    const { every } = fault.schedule;
    if (fault.chance()) {
      const happened = this.#handlersOf(fault.name).map(({ begins }) => begins?.(fault as never) !== false);
      if (happened.length === 0 || happened.includes(true)) fault.act();
    }
    if (!fault.active) return;
    const left = end - this.#parts.timers.now();
    if (every === undefined) this.#end(fault, 'time');
    else if (left < every) this.#later(fault, left, () => this.#end(fault, 'time'));
    else this.#later(fault, every, () => this.#happen(fault, end));
  }

  #acted(fault: HeldFault): void {
    this.#tell(fault, 'acts');
    if (fault.acted === fault.schedule.count && !definitionOf(fault.name).lasting) this.#end(fault, 'count');
  }

  #end(fault: HeldFault, why: FaultEnd): void {
    const at = this.#faults.indexOf(fault);
    if (at === -1) return;
    this.#faults.splice(at, 1);
    fault.cancel?.();
    fault.cancel = undefined;
    if (!fault.active) return;
    fault.active = false;
    const rest = this.#active.get(fault.name)?.filter((each) => each !== fault) ?? [];
    if (rest.length > 0) this.#active.set(fault.name, rest);
    else this.#active.delete(fault.name);
    for (const { ends } of this.#handlersOf(fault.name)) ends?.(fault as never, why);
    this.#tell(fault, 'ends');
  }

  #clear(name: FaultName): void {
    if (this.#active.has(name)) return;
    for (const { cleared } of this.#handlersOf(name)) cleared?.();
  }

  #handlersOf(name: FaultName): readonly FaultHandler<never>[] {
    return this.#handlers.get(name) ?? [];
  }

  #tell({ name, id }: HeldFault, phase: FaultPhase): void {
    this.#parts.tell({ name, id, phase });
  }
}
