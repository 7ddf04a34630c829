import type { Clock } from '#time/clock';
import { digestOf, randomSecret } from './token.ts';

/** Of pages that are open at a time. */
const MAX_SESSIONS = 32;
/** Milliseconds without a request, after which a page shows the token again. */
const IDLE_MS = 12 * 3_600_000;

/** The cookies of web pages that have shown the token: worth something in this run alone. */
export class Sessions {
  /** That is listened at. */
  port = 0;
  readonly #clock: Clock;
  /** When each was used last, by the digest of its cookie; the one that was used last stands last. */
  readonly #usedAt = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The name of the cookie: a browser tells no ports apart, and runs on one machine leave each other's alone. */
  get cookie(): string {
    return `atmqtt-control-${this.port}`;
  }

  /** @returns the value of the cookie */
  open(): string {
    const value = randomSecret();
    if (this.#usedAt.size >= MAX_SESSIONS) {
      const [idle = ''] = this.#usedAt.keys();
      this.#usedAt.delete(idle);
    }
    this.#usedAt.set(keyOf(value), this.#clock.now());
    return value;
  }

  /** Whether one of these cookies is of an open session, which was used now. */
  isOpen(cookies: Readonly<Record<string, string | undefined>>): boolean {
    const value = cookies[this.cookie];
    if (value === undefined) return false;
    const key = keyOf(value);
    const usedAt = this.#usedAt.get(key);
    if (usedAt === undefined) return false;
    this.#usedAt.delete(key);
    const now = this.#clock.now();
    if (now - usedAt > IDLE_MS) return false;
    this.#usedAt.set(key, now);
    return true;
  }

  /** Ends the session of these cookies, if there is one. */
  close(cookies: Readonly<Record<string, string | undefined>>): void {
    const value = cookies[this.cookie];
    if (value !== undefined) this.#usedAt.delete(keyOf(value));
  }
}

function keyOf(value: string): string {
  return digestOf(value).toString('base64');
}
