import { z } from 'zod';
import { type FaultMapping, faultOf } from '#faults/parse';
import { definitionOf, FAULT_NAMES, type FaultName } from '#faults/table';
import type { Random } from '#random/random';
import { FAULT_PLANS, isHarmful, planOf } from './plans.ts';

/** Faults come and go for a while, and then the module must be sound again. Milliseconds from the program's start. */
export const PERIOD_MS = 30_000;
const STORM = { begins: 3_000, ends: 12_500 } as const;
const LAST_BEGIN_MS = 8_000;
/** Of what a storm began its end is awaited; the module's start, and that of the next storm, is not known exactly. */
const MARGIN_MS = { begins: 1500, ends: 500 } as const;

/** Where in its periods a program is. */
export interface Phase {
  readonly period: number;
  readonly quiet: boolean;
  /** Milliseconds until the quiet ends, or begins; with a margin. */
  readonly leftMs: number;
}

/** @param ms since the start of the program @param endMs of its schedule */
export function phaseAt(ms: number, endMs: number): Phase {
  if (ms >= endMs) return { period: Math.ceil(endMs / PERIOD_MS), quiet: true, leftMs: PERIOD_MS };
  const inPeriod = ms % PERIOD_MS;
  const period = Math.floor(ms / PERIOD_MS);
  if (inPeriod < STORM.begins - MARGIN_MS.begins) {
    return { period: period - 1, quiet: true, leftMs: STORM.begins - MARGIN_MS.begins - inPeriod };
  }
  const quiet = inPeriod >= STORM.ends + MARGIN_MS.ends;
  const next = quiet ? PERIOD_MS + STORM.begins - MARGIN_MS.begins : STORM.ends;
  return { period, quiet, leftMs: next - inPeriod };
}

/** What kind of way a module has to its broker, which decides what can happen on it. */
export type Way = 'tcp' | 'tls';

/** Gives away all faults before it gives one twice. */
export class Deck {
  readonly #names: readonly FaultName[];
  readonly #random: Random;
  #left: FaultName[] = [];

  constructor(names: readonly FaultName[], random: Random) {
    this.#names = names;
    this.#random = random;
  }

  /** The next one that can happen on such a way, and is none of these. */
  deal(way: Way, other: readonly FaultName[]): FaultName | undefined {
    const fits = (name: FaultName): boolean =>
      (planOf(name).needs === undefined || planOf(name).needs === way) && !other.includes(name);
    let at = this.#left.findIndex(fits);
    if (at === -1) {
      this.#left = [...this.#left, ...this.#shuffled()];
      at = this.#left.findIndex(fits);
    }
    return at === -1 ? undefined : this.#left.splice(at, 1)[0];
  }

  #shuffled(): FaultName[] {
    return this.#names
      .map((name) => ({ name, key: this.#random.next() }))
      .sort((a, b) => a.key - b.key)
      .map(({ name }) => name);
  }
}

/** The decks of a run: of faults that may lose something, and of those that must not. */
export interface Decks {
  readonly harmful: Deck;
  readonly harmless: Deck;
}

export function decksOf(random: Random, among: (name: FaultName) => boolean = () => true): Decks {
  const names = FAULT_NAMES.filter(among);
  return {
    harmful: new Deck(names.filter(isHarmful), random),
    harmless: new Deck(
      names.filter((name) => !isHarmful(name)),
      random,
    ),
  };
}

/** So many faults in a storm that must lose nothing, and in one that may. */
const HARMLESS_STORM = { harmful: 0, harmless: 5 };
const HARMFUL_STORM = { harmful: 4, harmless: 2 };

/** The faults of one period of a module. */
export function periodOf(
  period: number,
  { way, harms, decks, random }: { way: Way; harms: boolean; decks: Decks; random: Random },
): FaultMapping[] {
  const names: FaultName[] = [];
  const counts = harms ? HARMFUL_STORM : HARMLESS_STORM;
  for (const kind of ['harmful', 'harmless'] as const) {
    for (let count = counts[kind]; count > 0; count--) {
      const name = decks[kind].deal(way, names);
      if (name !== undefined) names.push(name);
    }
  }
  return names.map((name) => mappingOf(name, period, random));
}

/** So many faults of the embedded broker in a storm. */
const BROKER_STORM = 4;

/** The faults of one period of an embedded broker. */
export function brokerPeriodOf(period: number, deck: Deck, random: Random): FaultMapping[] {
  const names: FaultName[] = [];
  for (let count = BROKER_STORM; count > 0; count--) {
    const name = deck.deal('tcp', names);
    if (name !== undefined) names.push(name);
  }
  return names.map((name) => mappingOf(name, period, random));
}

/** Draws a fault, as a settings file has it. @throws FaultError when there is none like that */
function mappingOf(name: FaultName, period: number, random: Random): FaultMapping {
  const parameters = drawn(name, period * PERIOD_MS, random);
  faultOf(name, parameters);
  return { fault: name, ...parameters };
}

function drawn(name: FaultName, start: number, random: Random): Record<string, unknown> {
  const whole = (min: number, end: number): number => Math.floor(min + random.next() * (end - min));
  const plan = planOf(name);
  const parameters: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(definitionOf(name).parameters)) {
    const draw = plan.draws?.[key] ?? generalDraw(`${name}.${key}`, schema);
    const value = draw?.(random);
    if (value !== undefined) parameters[key] = value;
  }
  const begins = whole(STORM.begins, LAST_BEGIN_MS);
  const schedule: Record<string, unknown> = { after: start + begins, seed: whole(0, 1_000_000) };
  if (isMomentary(name, parameters)) {
    // Not by a count: a moment in which there is nobody it happens to does not count.
    const lasts = whole(1200, STORM.ends - begins);
    if (random.next() < 0.3) Object.assign(schedule, { every: whole(800, 2000), for: lasts });
    return { ...parameters, ...schedule };
  }
  schedule.for = whole(1200, Math.min(plan.longestMs ?? 5000, STORM.ends - begins));
  if (plan.rate !== undefined) schedule.rate = plan.rate[0] + random.next() * (plan.rate[1] - plan.rate[0]);
  else if (random.next() < 0.3) schedule.rate = 0.4 + random.next() / 2;
  if (plan.rate === undefined && random.next() < 0.2) schedule.count = whole(1, 4);
  return { ...parameters, ...schedule };
}

function isMomentary(name: FaultName, parameters: Readonly<Record<string, unknown>>): boolean {
  const momentary = definitionOf(name).momentary as
    | boolean
    | ((of: typeof parameters) => boolean)
    | undefined;
  if (typeof momentary !== 'function') return momentary === true;
  return momentary(faultOf(name, parameters).parameters);
}

type Draw = (random: Random) => unknown;

/** Draws what a schema allows; undefined: it may be left out, and is. */
function generalDraw(what: string, schema: z.core.$ZodType): Draw | undefined {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    const inner = drawOrNone(schema.unwrap());
    return (random) => (random.next() < 0.5 ? undefined : inner?.(random));
  }
  if (schema instanceof z.ZodOptional) return undefined;
  const draw = drawOrNone(schema);
  if (draw === undefined) throw new Error(`say in plans.ts how the soak draws ${what}`);
  return draw;
}

function drawOrNone(schema: z.core.$ZodType): Draw | undefined {
  if (schema instanceof z.ZodEnum) {
    const { options } = schema;
    return (random) => options[Math.floor(random.next() * options.length)];
  }
  if (schema instanceof z.ZodBoolean) return (random) => random.next() < 0.5;
  return undefined;
}

/** Those of the table of which nobody has said what they may do. */
export function unplanned(): string[] {
  return FAULT_NAMES.filter((name) => !Object.hasOwn(FAULT_PLANS, name));
}
