import { isUtf8 } from '#bytes/utf8';
import { type Message, message } from '#messages/message';
import { MqttClient } from '#mqtt/client/client';
import type { ClientEvents, ConnectResult } from '#mqtt/client/client-deps';
import type { MqttError } from '#mqtt/errors';
import type { IncomingMessage } from '#mqtt/types';
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
  answered(): void;
  /** The broker does something that MQTT does not have, and the connection goes on. */
  deviation(what: Message): void;
  /** The session could not be stored, which is tried again. */
  notStored(reason: MqttError): void;
  /** All that could not be stored is. */
  stored(): void;
  /** The connection was up and is gone. */
  closed(error: Error): void;
}

/**
 * Hears a client for its link. A class, because a closure for each event of each client is what an idle module would
 * pay for.
 */
class ClientListener implements ClientEvents {
  /** Whom it hears. */
  client: MqttClient | undefined;
  readonly #services: LinkServices;
  readonly #events: LinkClientEvents;
  /** Whether topics that are not UTF-8 are told of, as the manual's module does [B-RECV-4]. */
  readonly #looksAtTopics: boolean;
  /** Messages that follow each other on one topic share its bytes, which are looked at once. */
  #valid: Uint8Array | undefined;

  constructor(services: LinkServices, events: LinkClientEvents) {
    const { follow, invalidTopic } = services.settings;
    this.#services = services;
    this.#events = events;
    this.#looksAtTopics = follow === 'manual' && invalidTopic !== 'close';
  }

  connected({ sessionPresent }: ConnectResult): void {
    this.#events.connected(sessionPresent);
  }

  message(received: IncomingMessage, delivered?: () => void): void {
    if (this.#looksAtTopics && received.topic !== this.#valid) this.#look(received.topic);
    this.#events.received(received, delivered);
  }

  answered(): void {
    this.#events.answered();
  }

  deviation(what: Message): void {
    this.#events.deviation(what);
  }

  notStored(reason: MqttError): void {
    this.#events.notStored(reason);
  }

  stored(): void {
    this.#events.stored();
  }

  closed(reason: MqttError): void {
    this.#events.closed(reason);
  }

  drain(): void {
    if (this.client !== undefined) this.#services.flow.brokerDrained(this.client);
  }

  #look(topic: Uint8Array): void {
    if (isUtf8(topic)) this.#valid = topic;
    else this.#services.compat.found('invalidTopic');
  }
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
    const listener = new ClientListener(this.#services, events);
    const client = new MqttClient({
      dial: dial(route, link),
      timers: clock,
      session,
      invalidTopic: settings.invalidTopic,
      maxInboundBytes: settings.maxInboundBytes,
      checkTopics: this.#conduct.checksTopics,
      resendAfterMs: this.#conduct.resendAfterMs,
      peer: message('mqtt.brokerAt', { address: `${route.host}:${route.port}` }),
      events: listener,
    });
    listener.client = client;
    this.#client = client;
    flow.addBroker(client);
    return client;
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
