import type { Message } from '#messages/message';
import type { QoS } from '#mqtt/types';
import type { SeenMessage } from './topic-store.ts';

/** What a source tells. */
export interface SourceListener {
  /** A message was published. */
  published(message: Omit<SeenMessage, 'from'>, client?: string): void;
  /** A message is retained. */
  held(message: Omit<SeenMessage, 'from'>, client?: string): void;
  /** All that is retained has been told. */
  heldIsOver(): void;
  /** The connection is gone, and it is tried again. */
  lost(why: Message): void;
  /** It looks on, for the first time or again. */
  found(): void;
}

/** Where messages are seen: the embedded broker, or a client of any broker. */
export interface Source {
  /** Begins to look on. @returns once it does; rejects with a ControlError when it cannot */
  begin(): Promise<void>;
  /** Asks anew what is retained. */
  askRetained(): Promise<void>;
  /** Publishes. @throws MqttError, ControlError */
  publish(topic: Buffer, payload: Buffer, qos: QoS, retain: boolean): Promise<void>;
  end(): void;
}
