import type { Message } from '#messages/message';

/** A QoS 1 or 2 publish that the broker has not acknowledged completely. */
export interface OutgoingPublish {
  /** Packet identifier, 1 to 65535. */
  readonly id: number;
  /** Its bytes, UTF-8. */
  readonly topic: Uint8Array;
  /** Empty in phase `release`, where it is not needed any more. */
  readonly payload: Uint8Array;
  /** What the broker must acknowledge. */
  readonly qos: 1 | 2;
  /** Whether the broker keeps it for later subscribers. */
  readonly retain: boolean;
  /** `publish` until PUBACK or PUBREC, then, for QoS 2, `release` until PUBCOMP. */
  readonly phase: 'publish' | 'release';
}

/** What a store gives back when the program starts again. */
export interface StoredSession {
  /** In the order in which they were put. */
  readonly outgoing: readonly OutgoingPublish[];
  /** Packet identifiers of QoS 2 messages received and not yet released. */
  readonly received: readonly number[];
  /** What could not be read and was put aside, for a person; undefined when all could. */
  readonly setAside: Message | undefined;
}

/**
 * Where a persistent session outlives the program. Every method returns when the change is safe, and
 * throws when it cannot be made so; the session turns that into an `MqttError` of code `STORE`.
 */
export interface SessionStore {
  /** What is stored, read once, before the session is used. */
  load(): StoredSession;
  /** A publish, in phase `publish`, is about to be sent. */
  put(entry: OutgoingPublish): void;
  /** PUBREC came: PUBREL is about to be sent. */
  release(id: number): void;
  /** PUBACK or PUBCOMP came. */
  remove(id: number): void;
  /** QoS 2 messages have been delivered: PUBREC is about to be sent. One write for all of them. */
  received(ids: readonly number[]): void;
  /** Its PUBREL came. */
  receivedDone(id: number): void;
  /** Forgets everything. */
  clear(): void;
}

/** Stores nothing: the session lives as long as the program. */
export const noStore: SessionStore = {
  load: () => ({ outgoing: [], received: [], setAside: undefined }),
  put() {},
  release() {},
  remove() {},
  received() {},
  receivedDone() {},
  clear() {},
};
