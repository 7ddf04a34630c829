import { message } from '#messages/message';
import { type Stats, total } from '#swarm/stats';
import type { Clock } from '#time/clock';
import { notedText } from '../language.ts';

/** Milliseconds from one line to the next: on a terminal, where it takes the place of the last, and elsewhere. */
const TERMINAL_MS = 1_000;
const ELSEWHERE_MS = 10_000;
const ERASE_LINE = '\r\x1b[K';

/** Where progress is shown. */
export interface ProgressOutput {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** Tells how far a swarm is, while it runs. */
export class Progress {
  readonly #stats: Stats;
  readonly #modules: number;
  readonly #clock: Clock;
  readonly #output: ProgressOutput;
  readonly #began: number;
  #cancel: (() => void) | undefined;
  #last: { readonly at: number; readonly sent: number; readonly received: number };

  constructor(stats: Stats, modules: number, clock: Clock, output: ProgressOutput) {
    this.#stats = stats;
    this.#modules = modules;
    this.#clock = clock;
    this.#output = output;
    this.#began = clock.now();
    this.#last = { at: this.#began, sent: 0, received: 0 };
    this.#next();
  }

  /** Ends it and clears the line; harmless when repeated. */
  stop(): void {
    if (this.#cancel === undefined) return;
    this.#cancel();
    this.#cancel = undefined;
    if (this.#output.isTTY === true) this.#output.write(ERASE_LINE);
  }

  #next(): void {
    this.#cancel = this.#clock.after(this.#output.isTTY === true ? TERMINAL_MS : ELSEWHERE_MS, () => {
      this.#show();
      this.#next();
    });
  }

  #show(): void {
    const line = this.#line();
    this.#output.write(this.#output.isTTY === true ? ERASE_LINE + line : `${line}\n`);
  }

  #line(): string {
    const { connected, lost, errors, roundTrip } = this.#stats;
    const now = {
      at: this.#clock.now(),
      sent: total(this.#stats.sent),
      received: total(this.#stats.received),
    };
    const seconds = (now.at - this.#last.at) / 1000;
    const sent = Math.round((now.sent - this.#last.sent) / seconds);
    const received = Math.round((now.received - this.#last.received) / seconds);
    this.#last = now;
    return notedText(
      message('swarm.progress', {
        seconds: Math.round((now.at - this.#began) / 1000),
        connected,
        modules: this.#modules,
        sent,
        received,
        lost,
        errors: [...errors.values()].reduce((sum, times) => sum + times, 0),
        roundTrip:
          roundTrip.count === 0
            ? undefined
            : { p50: roundTrip.percentile(0.5), p99: roundTrip.percentile(0.99) },
      }),
    );
  }
}
