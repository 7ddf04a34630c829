import { randomBytes } from 'node:crypto';
import { reasonOf } from '#errors/atmqtt-error';
import { message } from '#messages/message';
import { MqttClient } from '#mqtt/client/client';
import { Session } from '#mqtt/client/session';
import { isMqttError } from '#mqtt/errors';
import type { Route } from '#mqtt/route';
import { dialRoute } from '#mqtt/transports/dial';
import type { IncomingMessage, QoS } from '#mqtt/types';
import type { Cancel, Timers } from '#time/timers';
import { ControlError } from '../control-error.ts';
import type { Source, SourceListener } from './source.ts';

/** Milliseconds that connecting, and each answer of the broker, may take. */
const PATIENCE_MS = 10_000;
/** Milliseconds until a connection that was lost is tried again. */
const RETRY_MS = 2000;
const GRACE_MS = 400;
const KEEP_ALIVE_SECONDS = 30;
/** Of one packet: more than any module takes. */
const MAX_PACKET_BYTES = 16_777_216;
const ALL = '#';
/** Nobody subscribes to it: its UNSUBACK comes behind the retained messages that were asked for. */
const NOTHING = 'atmqtt/nothing';
/** So that each message is seen with the QoS that it was published with. */
const QOS: QoS = 2;

/** A broker, and who looks on there. */
export interface WatchedBroker {
  readonly route: Route;
  readonly username?: Buffer | undefined;
  readonly password?: Buffer | undefined;
  /** For people. */
  readonly name: string;
}

/** Looks on at any broker as one more client that has subscribed to all. */
export class ClientSource implements Source {
  readonly #broker: WatchedBroker;
  readonly #timers: Timers;
  readonly #listener: SourceListener;
  readonly #client: MqttClient;
  readonly #clientId = Buffer.from(`atmqtt-watch-${randomBytes(4).toString('hex')}`);
  #cancelRetry: Cancel | undefined;
  #ended = false;

  constructor(broker: WatchedBroker, timers: Timers, listener: SourceListener) {
    this.#broker = broker;
    this.#timers = timers;
    this.#listener = listener;
    this.#client = new MqttClient({
      dial: dialRoute(broker.route),
      timers,
      session: new Session(),
      maxInboundBytes: MAX_PACKET_BYTES,
      peer: message('mqtt.brokerAt', { address: broker.name }),
      events: {
        message: (received, delivered) => {
          this.#received(received);
          delivered?.();
        },
        closed: (why) => this.#lost(why),
        drain() {},
      },
    });
  }

  async begin(): Promise<void> {
    const { username, password, name } = this.#broker;
    try {
      await this.#client.connect(
        {
          clientId: this.#clientId,
          cleanSession: true,
          keepAliveSeconds: KEEP_ALIVE_SECONDS,
          ...(username !== undefined && username.length > 0 && { username }),
          ...(password !== undefined && password.length > 0 && { password }),
        },
        PATIENCE_MS,
      );
      await this.askRetained();
    } catch (error) {
      this.#client.destroy();
      const reason = isMqttError(error, 'SUBSCRIBE_REFUSED')
        ? message('controlAction.watchNotAllowed', { broker: name })
        : message('controlAction.watchNotConnected', { broker: name, why: reasonOf(error) });
      throw new ControlError('CONFLICT', reason, { cause: error });
    }
    this.#listener.found();
  }

  /** The broker sends what is retained once more whenever it is subscribed to [MQTT-3.8.4-3]. */
  async askRetained(): Promise<void> {
    await this.#client.subscribe(ALL, QOS, PATIENCE_MS);
    await this.#client.unsubscribe(NOTHING, PATIENCE_MS);
    this.#listener.heldIsOver();
  }

  async publish(topic: Buffer, payload: Buffer, qos: QoS, retain: boolean): Promise<void> {
    if (qos === 0) this.#client.publishQos0(topic, payload, retain);
    else await this.#client.publish(topic, payload, qos, retain, PATIENCE_MS);
  }

  end(): void {
    this.#ended = true;
    this.#cancelRetry?.();
    void this.#client.disconnect(GRACE_MS);
  }

  #received({ topic, payload, qos, retain }: IncomingMessage): void {
    const seen = { topic: Buffer.from(topic).toString(), payload, qos, retain };
    if (retain) this.#listener.held(seen);
    else this.#listener.published(seen);
  }

  #lost(why: unknown): void {
    if (this.#ended) return;
    this.#listener.lost(reasonOf(why));
    this.#cancelRetry?.();
    this.#cancelRetry = this.#timers.after(RETRY_MS, () => {
      this.begin().catch((error: unknown) => this.#lost(error));
    });
  }
}
