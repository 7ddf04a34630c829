import type { Clock } from '#time/clock';
import { digestOf, isSecret, randomSecret } from './token.ts';

/** Milliseconds that a browser has to start. */
const VALID_MS = 120_000;

/** A token that counts once: the last that was made. */
export class OnceTokens {
  readonly #clock: Clock;
  #made: { readonly digest: Buffer; readonly until: number } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  make(): string {
    const token = randomSecret();
    this.#made = { digest: digestOf(token), until: this.#clock.now() + VALID_MS };
    return token;
  }

  /** Whether it is such a token, which then counts no more. */
  take(typed: string): boolean {
    const made = this.#made;
    if (made === undefined || !isSecret(typed, made.digest)) return false;
    this.#made = undefined;
    return this.#clock.now() <= made.until;
  }
}
