import { noStore, type SessionStore } from '../../mqtt/session-store.ts';
import { createMemoryManufacturing, type ManufacturingStore } from './manufacturing.ts';

/** A stored MQTT session; freed with its link. */
export interface StoredSessionFile extends SessionStore {
  /** Makes everything durable and lets go of the file. @throws when that fails */
  close(): void;
}

export type FlashValue = string | number | boolean;

/** What survives a restart of the module, and with a directory also of the program. */
export interface Flash {
  /** A stored setting of the module, by its key such as `wifi.ssid`. */
  get(key: string): FlashValue | undefined;
  /** @throws when it cannot be stored */
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
  const values = new Map<string, FlashValue>();
  return {
    get: (key) => values.get(key),
    set: (key, value) => void values.set(key, value),
    restore: () => values.clear(),
    session: () => ({ ...noStore, close() {} }),
    manufacturing: createMemoryManufacturing(),
  };
}
