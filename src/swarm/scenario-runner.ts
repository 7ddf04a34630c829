import { escapeParameter } from '#at/escape-parameter';
import type { FaultSet } from '#faults/fault-set';
import { Random, seedOf } from '#random/random';
import { escapeExpression } from '#scenario/escape-expression';
import type { TextPattern } from '#scenario/model';
import type { TemplateValues } from '#scenario/template';
import type { Clock } from '#time/clock';
import type { Cancel } from '#time/timers';
import type { ConnectionCounter } from './connection-counter.ts';
import { roundLength } from './pacing.ts';
import type { RoundTrips } from './round-trips.ts';
import type { Script, ScriptStep } from './script.ts';
import type { LinePattern, ScriptedHost } from './scripted-host.ts';
import type { Stats } from './stats.ts';

/** Milliseconds after which a step that failed is tried again. */
const RETRY_MS = 10_000;

/** What all runners of a swarm share. */
export interface RunnerParts {
  readonly script: Script;
  readonly seed: number;
  readonly clock: Clock;
  readonly stats: Stats;
}

/** Plays the scenario for one module: the steps once, then the rounds. */
export class ScenarioRunner implements TemplateValues {
  readonly random: Random;
  /** Of its own topic, as latin1. */
  readonly topicBytes: string;
  readonly #n: number;
  readonly #parts: RunnerParts;
  readonly #host: ScriptedHost;
  readonly #connection: ConnectionCounter;
  readonly #roundTrips: RoundTrips | undefined;
  readonly #faults: () => FaultSet | undefined;
  readonly #topic: string;
  #cancelTimer: Cancel | undefined;
  #sequence = 0;
  #payload = '';
  #dataLength = 0;
  /** When the next round is due. */
  #due = 0;
  #resting = false;
  #wasReady = false;

  /** @param n number of the module in the whole swarm, from 0 */
  constructor(
    n: number,
    parts: RunnerParts,
    host: ScriptedHost,
    connection: ConnectionCounter,
    roundTrips: RoundTrips | undefined,
    faults: () => FaultSet | undefined,
  ) {
    this.#faults = faults;
    this.#n = n;
    this.#parts = parts;
    this.#host = host;
    this.#connection = connection;
    this.#roundTrips = roundTrips;
    this.random = new Random(seedOf(parts.seed, n));
    this.#topic = parts.script.topic.fill(this);
    this.topicBytes = latin1Of(this.#topic);
  }

  start(): void {
    this.#payload = this.#parts.script.payload.fill(this);
    this.#play(0);
  }

  /** Begins anew, with a module that was reset; what was asked is not answered. */
  restart(): void {
    this.#stopTimer();
    this.#faults()?.remove();
    if (!this.#resting) this.start();
  }

  /** Begins nothing more. */
  rest(): void {
    this.#stopTimer();
    this.#resting = true;
  }

  /** The value of a placeholder. */
  value(name: string): string {
    const { script, seed, clock } = this.#parts;
    switch (name) {
      case 'id':
        // With the seed, so that a second swarm does not take over the connections of the first.
        return `swarm-${seed.toString(36)}-${this.#n}`;
      case 'n':
        return String(this.#n);
      case 'seq':
        return String(this.#sequence);
      case 'time':
        return String(clock.wall());
      case 'topic':
        return this.#topic;
      case 'payload':
        return this.#payload;
      case 'length':
        return String(this.#dataLength);
      case 'broker.host':
        return script.broker.host;
      case 'broker.port':
        return String(script.broker.port);
      case 'qos':
        return String(script.scenario.qos);
      default:
        return String(script.broker[name as keyof typeof script.broker] ?? '');
    }
  }

  /** Plays the steps from `index` on, then goes round. */
  #play(index: number): void {
    const step = this.#parts.script.steps[index];
    if (step === undefined) return this.#ready();
    this.#perform(step, (ok) => {
      if (ok) this.#play(index + 1);
      else this.#later(RETRY_MS * (0.5 + this.random.next()), () => this.#play(index));
    });
  }

  #ready(): void {
    const { stats, script, clock } = this.#parts;
    if (!this.#wasReady) stats.ready++;
    this.#wasReady = true;
    const { loop } = script.scenario;
    if (script.round.length === 0 || loop === undefined) return;
    // Somewhere in the first round, so that modules which came together do not publish together.
    this.#due = clock.now() + (this.random.next() * 1000) / loop.rate;
    this.#awaitRound();
  }

  #awaitRound(): void {
    this.#later(Math.max(0, this.#due - this.#parts.clock.now()), () => this.#round());
  }

  #round(): void {
    const { script, clock } = this.#parts;
    const { loop } = script.scenario;
    if (loop === undefined) return;
    // A module that is slower than its rate is not chased by the rounds it missed.
    this.#due = Math.max(this.#due, clock.now() - 1000 / loop.rate);
    this.#due += roundLength(loop.rate, loop.jitter, this.random);
    if (this.#connection.lost) return this.#awaitRound();
    this.#sequence++;
    this.#payload = script.payload.fill(this);
    this.#continue(script.round, 0);
  }

  #continue(steps: readonly ScriptStep[], index: number): void {
    const step = steps[index];
    if (step === undefined) return this.#awaitRound();
    this.#perform(step, (ok) => (ok ? this.#continue(steps, index + 1) : this.#awaitRound()));
  }

  #patternOf({ template, flags }: TextPattern): LinePattern {
    if (flags === undefined) {
      const text = latin1Of(template.fill(this));
      return (line) => line.includes(text);
    }
    const expression = new RegExp(template.fill(this, escapeExpression), flags.replace(/[gy]/g, ''));
    return (line) => expression.test(Buffer.from(line, 'latin1').toString());
  }

  #later(ms: number, run: () => void): void {
    if (this.#resting) return;
    this.#cancelTimer = this.#parts.clock.after(ms, () => {
      this.#cancelTimer = undefined;
      run();
    });
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #perform(step: ScriptStep, done: (ok: boolean) => void): void {
    if ('waitMs' in step) return this.#later(step.waitMs, () => done(true));
    if ('faultOn' in step) this.#faults()?.addSpec(step.faultOn);
    else if ('faultOff' in step) this.#faults()?.remove(step.faultOff);
    if (!('send' in step)) return done(true);
    const { stats } = this.#parts;
    const data = step.data?.fill(this);
    this.#dataLength = data === undefined ? 0 : Buffer.byteLength(data);
    const line = step.send.fill(this, escapeParameter);
    const payload = step.comesBack ? latin1Of(this.#payload) : undefined;
    if (payload !== undefined) this.#roundTrips?.left(payload);
    const { timeoutMs } = step;
    const expect = step.expect.map((pattern) => this.#patternOf(pattern));
    this.#host.ask({ line, expect, timeoutMs, data }, (failedWith) => {
      if (failedWith !== undefined) {
        if (payload !== undefined) this.#roundTrips?.failed(payload);
        stats.failed(failedWith);
      } else if (step.publishes) stats.sent[qosOf(line)]++;
      if (!this.#resting) done(failedWith === undefined);
    });
  }
}

/** The bytes of a text, as the module tells of them when they come back. */
function latin1Of(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** The QoS of a publishing line, whose last parameters are QoS, retain and perhaps a time. */
function qosOf(line: string): 0 | 1 | 2 {
  const qos = /,\s*([012])\s*,\s*[01]\s*(?:,\s*\d+\s*)?$/.exec(line)?.[1];
  return Number(qos ?? 0) as 0 | 1 | 2;
}
