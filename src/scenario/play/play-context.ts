import { type Message, message } from '#messages/message';
import type { Random } from '#random/random';
import type { Clock } from '#time/clock';
import type { Scenario } from '../model.ts';
import { readText } from '../read/texts.ts';
import type { Template, TemplateValues } from '../template.ts';
import type { Inbox } from './inbox.ts';
import type { Published } from './published.ts';
import { StepFailure } from './step-failure.ts';
import type { PlayTarget } from './target.ts';
import type { Turns } from './turns.ts';

/** A time that all of some steps must keep. */
export interface Deadline {
  readonly at: number;
  readonly ms: number;
  /** The step that asks for it. */
  readonly line: number;
}

/** What all steps of a scenario share. */
export interface PlayShared {
  readonly scenario: Scenario;
  readonly target: PlayTarget;
  readonly clock: Clock;
  readonly random: Random;
  readonly seed: number;
  readonly timeoutMs: number;
  readonly published: Published;
  /** A host sends one command at a time. */
  readonly turns: Turns;
  /** The lines of the host under test that no step has taken. */
  readonly hostLines: { next: number };
}

/** How a wait came out. */
type Found<T> = { readonly value: T } | undefined;

/** What a step is done with. */
export class PlayContext implements TemplateValues {
  readonly shared: PlayShared;
  readonly inbox: Inbox;
  readonly #deadline: Deadline | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #round: number;
  /** Of the last wait: the time that all of some steps have was the shorter one. */
  #cut = false;
  #dataLength = 0;
  #payload: string | undefined;

  constructor(
    shared: PlayShared,
    inbox: Inbox,
    {
      deadline,
      signal,
      round = 1,
    }: { deadline?: Deadline | undefined; signal?: AbortSignal | undefined; round?: number } = {},
  ) {
    this.shared = shared;
    this.inbox = inbox;
    this.#deadline = deadline;
    this.#signal = signal;
    this.#round = round;
  }

  get target(): PlayTarget {
    return this.shared.target;
  }

  get random(): Random {
    return this.shared.random;
  }

  /** The same in the next round of `repeat`. */
  inRound(round: number): PlayContext {
    return this.#with({ round });
  }

  /** The same with a time to keep; the nearest one counts. */
  until(deadline: Deadline): PlayContext {
    const nearest =
      this.#deadline !== undefined && this.#deadline.at < deadline.at ? this.#deadline : deadline;
    return this.#with({ deadline: nearest });
  }

  /** For steps that are done side by side with others. @param signal calls them off; its reason is a message */
  branch(signal: AbortSignal): PlayContext {
    return new PlayContext(this.shared, this.inbox.fork(), {
      deadline: this.#deadline,
      signal: this.#signal === undefined ? signal : AbortSignal.any([signal, this.#signal]),
      round: this.#round,
    });
  }

  #with(change: { deadline?: Deadline; round?: number }): PlayContext {
    const now = { deadline: this.#deadline, signal: this.#signal, round: this.#round };
    return new PlayContext(this.shared, this.inbox, { ...now, ...change });
  }

  /** What a template is with the values of this moment, as it is written. */
  fill(template: Template, put?: (value: string) => string): string {
    return template.fill(this, put);
  }

  /** How many bytes the data of this step has. */
  set dataLength(bytes: number) {
    this.#dataLength = bytes;
  }

  value(name: string): string | number {
    const { scenario, seed, clock, target } = this.shared;
    const { broker } = target;
    switch (name) {
      case 'id':
        return `play-${seed.toString(36)}`;
      case 'n':
        return 0;
      case 'seq':
        return this.#round;
      case 'time':
        return clock.wall();
      case 'length':
        return this.#dataLength;
      case 'broker.host':
      case 'host':
        return broker?.host ?? '';
      case 'broker.port':
      case 'port':
        return broker?.ports.tcp ?? '';
      case 'broker.tlsPort':
        return broker?.ports.tls ?? '';
      case 'broker.wsPort':
        return broker?.ports.ws ?? '';
      case 'broker.wssPort':
        return broker?.ports.wss ?? '';
      case 'scheme':
        return 1;
      case 'topic':
        return this.#swarmText('topic');
      case 'payload':
        // One and the same in a round.
        this.#payload ??= this.#swarmText('payload');
        return this.#payload;
      case 'qos':
        return scenario.swarm.qos;
      default:
        return '';
    }
  }

  /** Waits until `find` finds something. @returns undefined when the time is up @throws StepFailure when it cannot come any more */
  async find<T>(find: () => T | undefined, ms: number): Promise<Found<T>> {
    const { target, clock } = this.shared;
    return new Promise((resolve, reject) => {
      let over = false;
      const end = (settle: () => void): void => {
        over = true;
        cancel();
        this.#signal?.removeEventListener('abort', aborted);
        settle();
      };
      const aborted = (): void => end(() => reject(this.#calledOff()));
      const look = (): void => {
        if (over) return;
        try {
          const value = find();
          if (value !== undefined) return end(() => resolve({ value }));
        } catch (error) {
          return end(() => reject(error as Error));
        }
        const why = target.over;
        if (why !== undefined) end(() => reject(new StepFailure(why)));
      };
      const limit = this.#limit(ms);
      this.#cut = limit < ms;
      const cancel = clock.after(limit, () => {
        if (!over) end(() => resolve(undefined));
      });
      this.#signal?.addEventListener('abort', aborted);
      if (this.#signal?.aborted === true) return aborted();
      target.onChange(look, () => over);
      look();
    });
  }

  /** Lets time go by. @throws StepFailure when it is more than there is */
  async pause(ms: number): Promise<void> {
    const left = this.#limit(ms);
    await new Promise<void>((resolve, reject) => {
      const aborted = (): void => {
        cancel();
        reject(this.#calledOff());
      };
      const cancel = this.shared.clock.after(left, () => {
        this.#signal?.removeEventListener('abort', aborted);
        resolve();
      });
      this.#signal?.addEventListener('abort', aborted, { once: true });
      if (this.#signal?.aborted === true) aborted();
    });
    if (left < ms) throw this.tooLate();
  }

  /** How long a wait was that came to nothing. @param timeoutMs that of the step */
  waited(timeoutMs: number | undefined): { readonly ms: number; readonly withinLine: number | undefined } {
    const ms = timeoutMs ?? this.shared.timeoutMs;
    const deadline = this.#deadline;
    return this.#cut && deadline !== undefined
      ? { ms: deadline.ms, withinLine: deadline.line }
      : { ms, withinLine: undefined };
  }

  /** The time that all of some steps had is up. */
  tooLate(): StepFailure {
    const { ms = 0, line = 0 } = this.#deadline ?? {};
    return new StepFailure(message('scenario.tooLate', { ms, line }));
  }

  #calledOff(): StepFailure {
    return new StepFailure(this.#signal?.reason as Message);
  }

  #limit(ms: number): number {
    if (this.#deadline === undefined) return ms;
    return Math.max(0, Math.min(ms, this.#deadline.at - this.shared.clock.now()));
  }

  #swarmText(name: 'topic' | 'payload'): string {
    return readText(this.shared.scenario.swarm[name]).fill(this);
  }
}
