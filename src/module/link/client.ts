import { isUtf8 } from '#bytes/utf8';
import { type Message, message } from '#messages/message';
import { MqttClient } from '#mqtt/client/client';
import type { MqttError } from '#mqtt/errors';
import type { LinkConduct } from './conduct.ts';
import type { Prepared } from './prepare.ts';
import type { Received } from './received.ts';
import type { LinkServices } from './services.ts';

/** What becomes of the events of a link's client. */
export interface LinkClientEvents {
  connected(sessionPresent: boolean): void;
  /** A message came. @param delivered is to be called once hosts have it; undefined for QoS 0 */
  received(message: Received, delivered?: () => void): void;
  /** The broker has answered an operation; what it sent behind the answer follows. */
  readonly answered: () => void;
  /** The broker does something that MQTT does not have, and the connection goes on. */
  readonly deviation: (what: Message) => void;
  /** The session could not be stored, which is tried again. */
  readonly notStored: (reason: MqttError) => void;
  /** All that could not be stored is. */
  readonly stored: () => void;
  /** The connection was up and is gone. */
  readonly closed: (error: Error) => void;
}

/** The place of a link's MQTT client, which flow control knows as long as it is there. */
export class LinkClient {
  readonly #services: LinkServices;
  readonly #conduct: LinkConduct;
  #client: MqttClient | undefined;

  constructor(services: LinkServices, conduct: LinkConduct) {
    this.#services = services;
    this.#conduct = conduct;
  }

  /** Undefined without a connection, or one on the way. */
  get current(): MqttClient | undefined {
    return this.#client;
  }

  /** Makes the client for a connection. */
  create(link: number, { route, session }: Prepared, events: LinkClientEvents): MqttClient {
    const { clock, dial, flow, settings } = this.#services;
    const { answered, deviation, notStored, stored, closed } = events;
    const tellInvalid = this.#invalidTopics();
    const client: MqttClient = new MqttClient({
      dial: dial(route, link),
      timers: clock,
      session,
      invalidTopic: settings.invalidTopic,
      maxInboundBytes: settings.maxInboundBytes,
      checkTopics: this.#conduct.checksTopics,
      resendAfterMs: this.#conduct.resendAfterMs,
      peer: message('mqtt.brokerAt', { address: `${route.host}:${route.port}` }),
      events: {
        connected: ({ sessionPresent }) => events.connected(sessionPresent),
        message: (received, delivered) => {
          tellInvalid?.(received.topic);
          events.received(received, delivered);
        },
        answered,
        deviation,
        notStored,
        stored,
        closed,
        drain: () => flow.brokerDrained(client),
      },
    });
    this.#client = client;
    flow.addBroker(client);
    return client;
  }

  /**
   * What looks for topics that are not UTF-8, which the manual's module tells of [B-RECV-4]; undefined where nobody hears
   * of them. Messages that follow each other on one topic share its bytes, which are looked at once.
   */
  #invalidTopics(): ((topic: Uint8Array) => void) | undefined {
    const { settings, compat } = this.#services;
    if (settings.follow !== 'manual' || settings.invalidTopic === 'close') return undefined;
    let valid: Uint8Array | undefined;
    return (topic) => {
      if (topic === valid) return;
      if (isUtf8(topic)) valid = topic;
      else compat.found('invalidTopic');
    };
  }

  /**
   * Gives up the client.
   * @param tell tells the hosts, before flow control lets them go on: they may send commands at once
   */
  remove(tell?: () => void): MqttClient | undefined {
    const client = this.#client;
    this.#client = undefined;
    tell?.();
    if (client !== undefined) this.#services.flow.removeBroker(client);
    return client;
  }
}
