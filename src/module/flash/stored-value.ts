import type { Flash, FlashValue } from './flash.ts';

/** A setting that a command makes: in RAM, and in flash where settings are stored (`AT+SYSSTORE`). */
export class StoredValue<T extends FlashValue> {
  readonly #key: string;
  readonly #fallback: T;
  #value: T;

  /** @param fallback the value of a module that was never told */
  constructor(key: string, fallback: T) {
    this.#key = key;
    this.#fallback = fallback;
    this.#value = fallback;
  }

  get value(): T {
    return this.#value;
  }

  /** @param flash undefined: not stored @throws when it cannot be stored; nothing has changed then */
  set(value: T, flash: Flash | undefined): void {
    flash?.set(this.#key, value);
    this.#value = value;
  }

  /** Takes what is stored. A value of another type, which a person has put there, counts as none. */
  boot(flash: Flash): void {
    const stored = flash.get(this.#key);
    this.#value = typeof stored === typeof this.#fallback ? (stored as T) : this.#fallback;
  }
}
