import type { Clock } from '#time/clock';

/**
 * The module's real-time clock: begins in 1970 at power-on unless told otherwise, is set by SNTP or
 * `AT+SYSTIMESTAMP`, and survives a restart but not a power cycle [B-CLOCK-1].
 */
export class ModuleClock {
  readonly #clock: Clock;
  readonly #start: 'chip' | 'host';
  #offset = 0;
  #wasSet = false;
  /** Hears that SNTP or `AT+SYSTIMESTAMP` has set it. */
  #whenSet: (() => void) | undefined;

  constructor(clock: Clock, start: 'chip' | 'host') {
    this.#clock = clock;
    this.#start = start;
    this.lose();
  }

  /** Begins anew, as at power-on. */
  lose(): void {
    this.#wasSet = false;
    this.#offset = (this.#start === 'host' ? this.#clock.wall() : 0) - this.#clock.now();
  }

  /** Goes on as another one, which nobody looks at any more. */
  goOnAs(other: ModuleClock): void {
    this.#wasSet = other.#wasSet;
    this.#offset = other.#offset;
  }

  /** Milliseconds since 1970-01-01 UTC by the module's reckoning. */
  now(): number {
    return this.#clock.now() + this.#offset;
  }

  /** Whether SNTP or `AT+SYSTIMESTAMP` has set it since power-on. */
  get wasSet(): boolean {
    return this.#wasSet;
  }

  /** @param ms milliseconds since 1970-01-01 UTC */
  set(ms: number): void {
    this.#wasSet = true;
    this.jump(ms);
    this.#whenSet?.();
  }

  /** @param listener hears each time that SNTP or `AT+SYSTIMESTAMP` has set it */
  whenSet(listener: () => void): void {
    this.#whenSet = listener;
  }

  /** Goes wrong, without anybody having set it. @param ms milliseconds since 1970-01-01 UTC */
  jump(ms: number): void {
    this.#offset = ms - this.#clock.now();
  }
}
