import { message } from '#messages/message';
import { createMemoryFlash, type Flash, type FlashValue } from '#module/flash/flash';
import { FlashError } from '#module/flash/flash-error';
import { isNumber, type ManufacturingStore, type ManufacturingValue } from '#module/flash/manufacturing';

/** What is used of `localStorage` or `sessionStorage`. */
export interface PageStorage {
  /** What stands under a key. @returns null when there is nothing */
  getItem(key: string): string | null;
  /** Stores under a key. @throws when it is full, or may not be used */
  setItem(key: string, value: string): void;
}

/** What stands under a flash's key, as JSON. */
interface Stored {
  readonly values: Readonly<Record<string, FlashValue>>;
  /** Namespace, key, type, and a number or the bytes as base64. */
  readonly manufacturing: readonly (readonly [string, string, number, number | string])[];
}

/**
 * A flash in the storage of a browser, so that settings and certificates outlive the page. MQTT sessions do not.
 * @param key under which all of it stands, such as `atmqtt`
 * @throws FlashError `DAMAGED` when something else stands there; `set`, `write` and `erase` throw `UNUSABLE` when the storage
 *   takes no more
 */
export function createStorageFlash(storage: PageStorage, key: string): Flash {
  return new StorageFlash(storage, key);
}

class StorageFlash implements Flash {
  readonly manufacturing: ManufacturingStore;
  readonly #storage: PageStorage;
  readonly #key: string;
  readonly #memory = createMemoryFlash();
  #values: Record<string, FlashValue>;

  constructor(storage: PageStorage, key: string) {
    this.#storage = storage;
    this.#key = key;
    const { values, manufacturing } = this.#read();
    this.#values = { ...values };
    const { manufacturing: store } = this.#memory;
    for (const [namespace, name, type, value] of manufacturing) {
      const bytes = typeof value === 'string' ? Buffer.from(value, 'base64') : value;
      store.write(namespace, name, { type, value: bytes } as ManufacturingValue);
    }
    this.manufacturing = {
      namespaces: () => store.namespaces(),
      keys: (namespace) => store.keys(namespace),
      read: (namespace, name) => store.read(namespace, name),
      write: (namespace, name, value) => {
        store.write(namespace, name, value);
        this.#save();
      },
      erase: (namespace, name) => {
        store.erase(namespace, name);
        this.#save();
      },
    };
  }

  get(name: string): FlashValue | undefined {
    return Object.hasOwn(this.#values, name) ? this.#values[name] : undefined;
  }

  entries(): Iterable<readonly [string, FlashValue]> {
    return Object.entries(this.#values);
  }

  set(name: string, value: FlashValue): void {
    this.#values[name] = value;
    this.#save();
  }

  restore(): void {
    this.#values = {};
    this.#save();
  }

  session(identity: string): ReturnType<Flash['session']> {
    return this.#memory.session(identity);
  }

  #read(): Stored {
    const text = this.#storage.getItem(this.#key);
    if (text === null) return { values: {}, manufacturing: [] };
    try {
      const { values, manufacturing } = JSON.parse(text) as Stored;
      if (typeof values === 'object' && values !== null && Array.isArray(manufacturing)) {
        return { values, manufacturing };
      }
    } catch {
      // Told below.
    }
    throw new FlashError('DAMAGED', message('browser.storageDamaged', { key: this.#key }));
  }

  #save(): void {
    const store = this.#memory.manufacturing;
    const manufacturing = store.namespaces().flatMap((namespace) =>
      store.keys(namespace).flatMap(({ key }) => {
        const entry = store.read(namespace, key);
        if (entry === undefined) return [];
        const value = isNumber(entry) ? entry.value : Buffer.from(entry.value).toString('base64');
        return [[namespace, key, entry.type, value] as const];
      }),
    );
    const stored: Stored = { values: this.#values, manufacturing };
    try {
      this.#storage.setItem(this.#key, JSON.stringify(stored));
    } catch (error) {
      const why = message('errors.foreign', { text: (error as Error).message });
      throw new FlashError('UNUSABLE', message('browser.storageRefuses', { why }), { cause: error });
    }
  }
}
