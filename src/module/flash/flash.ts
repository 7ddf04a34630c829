import { noStore, type SessionStore } from '#mqtt/client/session-store';
import { createMemoryManufacturing, type ManufacturingStore } from './manufacturing.ts';

/** A stored MQTT session; freed with its link. */
export interface StoredSessionFile extends SessionStore {
  /** Makes everything durable and lets go of the file. @throws when that fails */
  close(): void;
}

/** What the flash keeps under one key: whatever JSON can say, without null. */
export type FlashValue =
  | string
  | number
  | boolean
  | readonly FlashValue[]
  | { readonly [name: string]: FlashValue };

/** What survives a restart of the module, and with a directory also of the program. */
export interface Flash {
  /** A stored setting of the module, by its key such as `wifi.ssid`. */
  get(key: string): FlashValue | undefined;
  /** All stored settings. */
  entries(): Iterable<readonly [key: string, value: FlashValue]>;
  /** Stores a setting. @throws FlashError when it cannot be stored */
  set(key: string, value: FlashValue): void;
  /** Forgets the stored settings, as `AT+RESTORE` does; certificates and sessions stay. */
  restore(): void;
  /** The stored session of one client on one broker. @param identity tells one from another */
  session(identity: string): StoredSessionFile;
  /** Certificates, keys and factory parameters. */
  readonly manufacturing: ManufacturingStore;
}

/** A flash that lasts as long as the program. */
export function createMemoryFlash(): Flash {
  return new MemoryFlash();
}

const NO_FILE: StoredSessionFile = { ...noStore, close() {} };

class MemoryFlash implements Flash {
  /** Made with the first value: most modules of a swarm store nothing. */
  #values: Map<string, FlashValue> | undefined;
  readonly manufacturing = createMemoryManufacturing();

  get(key: string): FlashValue | undefined {
    return this.#values?.get(key);
  }

  entries(): Iterable<readonly [string, FlashValue]> {
    return this.#values ?? [];
  }

  set(key: string, value: FlashValue): void {
    this.#values ??= new Map();
    this.#values.set(key, value);
  }

  restore(): void {
    this.#values = undefined;
  }

  session(): StoredSessionFile {
    return NO_FILE;
  }
}
