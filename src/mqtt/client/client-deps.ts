import type { Message } from '#messages/message';
import type { Timers } from '#time/timers';
import type { MqttError } from '../errors.ts';
import type { Dial } from '../transport.ts';
import type { IncomingMessage } from '../types.ts';
import type { Session } from './session.ts';

/** What CONNACK says. */
export interface ConnectResult {
  /** Whether the broker goes on with an earlier session; never with a clean one. */
  sessionPresent: boolean;
}

/** What a client tells its owner. */
export interface ClientEvents {
  /**
   * The broker accepted the client. Called before anything else of the connection, while `connect`
   * resolves a moment later, when messages may have come already.
   */
  connected?(result: ConnectResult): void;
  /**
   * The broker's answer ended a wait: PUBACK, PUBCOMP, SUBACK or UNSUBACK. Called before anything that
   * follows it in the same chunk, while the promise settles a moment later.
   */
  answered?(): void;
  /**
   * A message came; one of QoS 2 comes once.
   * @param delivered is to be called once the message is where it should be: the broker hears of it only then, and
   *   sends it again after a crash before. Undefined for QoS 0
   */
  message(message: IncomingMessage, delivered?: () => void): void;
  /** The broker does something that MQTT does not have; once a connection for each such thing, which goes on. */
  deviation?(what: Message): void;
  /**
   * The session could not be stored, as on a full disk: what waits for that is not acknowledged, and tried again, each
   * time later. Called for each packet and each try.
   */
  notStored?(reason: MqttError): void;
  /** All that could not be stored is. */
  stored?(): void;
  /** The connection was up and is gone; once, and not after `disconnect` or `destroy`. */
  closed(reason: MqttError): void;
  /** The transport took what it had queued, after `writable` was false. */
  drain(): void;
}

/** What a client works with. */
export interface ClientDeps {
  dial: Dial;
  timers: Timers;
  session: Session;
  events: ClientEvents;
  /** Unacknowledged publishes allowed at a time; 64 unless given. */
  maxInflight?: number;
  /** What a topic that is not UTF-8 does: it is delivered with its bytes, or closes the connection. Default: `deliver` */
  invalidTopic?: 'deliver' | 'close';
  /** Bytes of one packet from the broker at most, fixed header included. Default: as many as MQTT can express */
  maxInboundBytes?: number;
  /**
   * Milliseconds after which a publish of QoS 1 is sent again, with DUP, if it has not been acknowledged while the
   * connection is up, and so on. Default: only after a reconnect, as MQTT has it
   */
  resendAfterMs?: number | undefined;
  /** False: topics and filters to be sent may be anything but empty. Default: as MQTT has them */
  checkTopics?: boolean;
  /** What messages for a person call the broker, such as `message('mqtt.brokerAt', …)`. */
  peer?: Message;
}
