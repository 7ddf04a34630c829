import { LazyMap } from '#collections/lazy-map';
import type { Flash, FlashValue } from './flash/flash.ts';

/** Something that commands keep of a module until its next restart. */
export interface VolatileValue<T> {
  /** What it is before a command says otherwise. */
  readonly fallback: T;
}

/** Something that commands keep of a module, and that a restart finds again where it was stored. */
export interface StoredValue<T extends FlashValue> extends VolatileValue<T> {
  /** Its name in the flash, such as `wifi.country`. */
  readonly key: string;
  /** @returns undefined for what is no such value: a person may have put anything there */
  readonly read: (stored: FlashValue) => T | undefined;
}

/** Declares a value that a restart forgets. */
export function volatileValue<T>(fallback: T): VolatileValue<T> {
  return { fallback };
}

/** Declares a value that can be stored. @param read takes it from what is in the flash */
export function storedValue<T extends FlashValue>(
  key: string,
  fallback: T,
  read: (stored: FlashValue) => T | undefined,
): StoredValue<T> {
  return { key, fallback, read };
}

/** Declares a value that can be stored as it is: what is of another type in the flash counts as none. */
export function storedScalar<T extends string | number | boolean>(key: string, fallback: T): StoredValue<T> {
  return storedValue(key, fallback, (stored) =>
    typeof stored === typeof fallback ? (stored as T) : undefined,
  );
}

/** Declares a list of words that can be stored; up to version 0.1.0 it was stored as one text, with spaces. */
export function storedWords(key: string): StoredValue<readonly string[]> {
  return storedValue<readonly string[]>(key, [], (stored) => {
    if (typeof stored === 'string') return stored.split(' ').filter((word) => word !== '');
    const list: readonly unknown[] = Array.isArray(stored) ? stored : [];
    return list.every((word) => typeof word === 'string') ? list : undefined;
  });
}

/** What is kept of one module. Commands and its parts declare it beside themselves; this only holds it. */
export class ModuleState {
  /** What was set since the last restart. */
  readonly #values = new LazyMap<VolatileValue<unknown>, unknown>();
  readonly #flash: Flash;

  constructor(flash: Flash) {
    this.#flash = flash;
  }

  get<T>(value: VolatileValue<T>): T {
    if (this.#values.has(value)) return this.#values.get(value) as T;
    return (isStored(value) ? this.#stored(value) : undefined) ?? value.fallback;
  }

  set<T>(value: VolatileValue<T>, to: T): void {
    this.#values.set(value, to);
  }

  /** @param flash undefined: not stored @throws when it cannot be stored; nothing has changed then */
  store<T extends FlashValue>(value: StoredValue<T>, to: T, flash: Flash | undefined): void {
    flash?.set(value.key, to);
    this.#values.set(value, to);
  }

  /** A restart: what is in RAM is lost. */
  reset(): void {
    this.#values.clear();
  }

  #stored<T extends FlashValue>(value: StoredValue<T>): T | undefined {
    const stored = this.#flash.get(value.key);
    return stored === undefined ? undefined : value.read(stored);
  }
}

function isStored<T>(value: VolatileValue<T>): value is StoredValue<T & FlashValue> {
  return 'key' in value;
}
