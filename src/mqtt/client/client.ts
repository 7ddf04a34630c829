import { WriteBuffer } from '#bytes/write-buffer';
import { reasonOf } from '#errors/atmqtt-error';
import { type Message, message } from '#messages/message';
import type { Cancel } from '#time/timers';
import type { Connack } from '../codec/connack.ts';
import { type ConnectOptions, checkConnectOptions, writeConnect } from '../codec/connect.ts';
import { writePublish } from '../codec/publish.ts';
import type { IncomingPacket } from '../codec/read-packet.ts';
import { checkTopicFilter, checkTopicName } from '../codec/topics.ts';
import { isMqttError, MqttError } from '../errors.ts';
import type { QoS } from '../types.ts';
import type { ClientDeps, ConnectResult } from './client-deps.ts';
import { Connection, type ConnectionEvents } from './connection.ts';
import { Exchange } from './exchange.ts';

const DEFAULT_MAX_INFLIGHT = 64;

interface Opening {
  connection: Connection;
  options: ConnectOptions;
  resolve(result: ConnectResult): void;
  reject(error: MqttError): void;
  cancel: Cancel;
}

interface Up {
  connection: Connection;
  exchange: Exchange;
}

/** An MQTT 3.1.1 client for one connection at a time. It may connect again after the connection is gone. */
export class MqttClient {
  /** Hears its connection. A class, because four closures for each client are what an idle one would pay for. */
  static readonly #Listener = class implements ConnectionEvents {
    readonly #client: MqttClient;

    constructor(client: MqttClient) {
      this.#client = client;
    }

    open(): void {
      const opening = this.#client.#opening;
      if (opening === undefined) return;
      writeConnect(opening.connection.output, opening.options);
      opening.connection.flushSoon();
    }

    packet(packet: IncomingPacket): void {
      this.#client.#received(packet);
    }

    drain(): void {
      this.#client.#deps.events.drain();
    }

    closed(reason: MqttError): void {
      this.#client.#closed(reason);
    }
  };

  readonly #deps: ClientDeps;
  readonly #peer: Message;
  #opening: Opening | undefined;
  #up: Up | undefined;
  #paused = false;

  constructor(deps: ClientDeps) {
    this.#deps = deps;
    this.#peer = deps.peer ?? message('mqtt.broker');
  }

  /**
   * Connects and waits for CONNACK; then what the session has in flight is sent again.
   * @param timeoutMs for all of it: name, transport, handshake, CONNACK
   * @returns rejects with MqttError `CONNECT_FAILED`, `CONNECT_TIMEOUT`, `REFUSED`, `PROTOCOL`, `TOO_LARGE`,
   *   `CLOSED`, `STORE`, or `INVALID` when the options are, or when there is a connection
   */
  async connect(options: ConnectOptions, timeoutMs: number): Promise<ConnectResult> {
    const connected = this.#opening !== undefined || this.#up !== undefined;
    const problem = connected ? message('mqtt.connectedAlready') : checkConnectOptions(options);
    if (problem !== undefined) throw new MqttError('INVALID', message('mqtt.cannotConnect', { problem }));
    this.#deps.session.begin(options.cleanSession);
    return new Promise((resolve, reject) => {
      const connection = this.#dial(options);
      const cancel = this.#deps.timers.after(timeoutMs, () => connection.fail(this.#tooLate(timeoutMs)));
      this.#opening = { connection, options, resolve, reject, cancel };
    });
  }

  /**
   * Publishes with QoS 0: the packet is on its way when this returns. A payload of 32 KiB or more must not be
   * changed afterwards; what is shorter is copied.
   * @throws MqttError `NOT_CONNECTED`, `PACKET_TOO_LARGE`, `INVALID` when the topic breaks [MQTT-4.7]
   */
  publishQos0(topic: Uint8Array, payload: Uint8Array, retain: boolean): void {
    const { connection, exchange } = this.#needUp();
    this.#check(checkTopicName, topic);
    exchange.publishQos0(topic, payload, retain);
    connection.flushSoon();
  }

  /**
   * Publishes with QoS 1 or 2 and waits for PUBACK or PUBCOMP. The bytes are copied. After `TIMEOUT` the
   * publish stays in flight and a late answer completes it; so it does, in a session that is not clean,
   * after the connection is gone.
   * @returns rejects with MqttError `TIMEOUT`, `INFLIGHT_FULL`, `STORE`, what `publishQos0` throws, and the
   *   reason of `closed`, or `CLOSED`, when the connection goes
   */
  async publish(
    topic: Uint8Array,
    payload: Uint8Array,
    qos: 1 | 2,
    retain: boolean,
    timeoutMs: number,
  ): Promise<void> {
    const { connection, exchange } = this.#needUp();
    this.#check(checkTopicName, topic);
    const answered = exchange.publish(topic, payload, qos, retain, timeoutMs);
    connection.flushSoon();
    await answered;
  }

  /**
   * Subscribes and waits for SUBACK.
   * @param filter bytes, or text that is sent as UTF-8
   * @returns the QoS granted; rejects with MqttError `SUBSCRIBE_REFUSED`, `TIMEOUT`, `NOT_CONNECTED`,
   *   `INVALID`, and as `publish` does when the connection goes
   */
  async subscribe(filter: string | Uint8Array, qos: QoS, timeoutMs: number): Promise<QoS> {
    const { connection, exchange } = this.#needUp();
    const answered = exchange.subscribe(this.#checkedFilter(filter), qos, timeoutMs);
    connection.flushSoon();
    return answered;
  }

  /** Unsubscribes and waits for UNSUBACK; rejects as `subscribe` does. */
  async unsubscribe(filter: string | Uint8Array, timeoutMs: number): Promise<void> {
    const { connection, exchange } = this.#needUp();
    const answered = exchange.unsubscribe(this.#checkedFilter(filter), timeoutMs);
    connection.flushSoon();
    await answered;
  }

  /**
   * Takes a message as if the broker had sent it, whether or not it is subscribed; nothing is acknowledged to the
   * broker, which knows nothing of it. One that a broker may not send, or that is too large, closes the connection.
   * @throws MqttError `NOT_CONNECTED`, `PACKET_TOO_LARGE`
   */
  forge(topic: Uint8Array, payload: Uint8Array, qos: QoS, retain: boolean): void {
    const { connection } = this.#needUp();
    const chunks: Buffer[] = [];
    const packet = new WriteBuffer((chunk) => chunks.push(chunk));
    writePublish(packet, topic, payload, qos, retain, false, qos === 0 ? 0 : 1);
    packet.flush();
    connection.readForged(Buffer.concat(chunks), (forged) => {
      if (forged.type === 'publish')
        this.#deps.events.message(forged, forged.qos === 0 ? undefined : () => {});
    });
  }

  /** Whether nothing is read from the broker for now. */
  get paused(): boolean {
    return this.#paused;
  }

  /** Whether the broker has accepted the client, and the connection is there. */
  get connected(): boolean {
    return this.#up !== undefined;
  }

  /** False when the transport has more queued than it wants: stop publishing until `drain`. */
  get writable(): boolean {
    return this.#up?.connection.writable ?? true;
  }

  /**
   * Stops reading from the broker until `resume`; messages of the chunk being read still come. It holds
   * from one connection to the next, but CONNACK is read first. Answers are not read either meanwhile, so
   * waits may time out.
   */
  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#up?.connection.pause();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#up?.connection.resume();
  }

  /** Hands to the transport at once what would go at the end of this turn. */
  flush(): void {
    this.#up?.connection.output.flush();
  }

  /**
   * Sends DISCONNECT and closes; there is no `closed` event, and what waits rejects with `CLOSED`.
   * @param graceMs after it the transport is destroyed, if the broker has not closed it
   * @returns undefined when the operating system has taken everything at once, else when it has, or time
   *   is up; never rejects
   */
  disconnect(graceMs: number): undefined | Promise<void> {
    const up = this.#up;
    if (up === undefined) {
      this.destroy();
      return undefined;
    }
    // DISCONNECT first, because what comes next may be a clean session that forgets what was to be sent.
    const done = up.connection.end(graceMs);
    this.#leave(this.#closedHere());
    return done;
  }

  /** Closes without DISCONNECT, so that the broker sends the will; there is no `closed` event. */
  destroy(): void {
    (this.#up ?? this.#opening)?.connection.destroy();
    this.#leave(this.#closedHere());
  }

  #checkedFilter(filter: string | Uint8Array): Uint8Array {
    const bytes = typeof filter === 'string' ? Buffer.from(filter) : filter;
    this.#check(checkTopicFilter, bytes);
    return bytes;
  }

  #check(check: (topic: Uint8Array) => Message | undefined, topic: Uint8Array): void {
    // An empty one no broker takes.
    const problem = this.#deps.checkTopics === false && topic.length > 0 ? undefined : check(topic);
    if (problem !== undefined) throw new MqttError('INVALID', problem);
  }

  #needUp(): Up {
    if (this.#up === undefined)
      throw new MqttError('NOT_CONNECTED', message('mqtt.notConnected', { peer: this.#peer }));
    return this.#up;
  }

  #dial(options: ConnectOptions): Connection {
    const { dial, timers, invalidTopic, maxInboundBytes } = this.#deps;
    try {
      return new Connection(
        {
          dial,
          timers,
          keepAliveSeconds: options.keepAliveSeconds,
          anyTopic: invalidTopic !== 'close',
          maxInboundBytes,
          peer: this.#peer,
        },
        new MqttClient.#Listener(this),
      );
    } catch (cause) {
      const reason = message('mqtt.couldNotConnect', { peer: this.#peer, why: reasonOf(cause) });
      throw new MqttError('CONNECT_FAILED', reason, { cause });
    }
  }

  #tooLate(ms: number): MqttError {
    const connection = this.#opening?.connection;
    const key = connection?.opened === true ? 'mqtt.noConnack' : 'mqtt.notReached';
    const reason = connection?.strange ?? message(key, { peer: this.#peer, ms });
    return new MqttError('CONNECT_TIMEOUT', reason);
  }

  #received(packet: IncomingPacket): void {
    if (packet.type === 'connack') this.#acknowledged(packet);
    else this.#up?.exchange.received(packet);
  }

  #acknowledged({ returnCode, sessionPresent: claimed }: Connack): void {
    const opening = this.#opening;
    if (opening === undefined) return;
    // A broker that claims a session after a clean one was asked for is wrong [MQTT-3.2.2-1], but harmless.
    const sessionPresent = claimed && !opening.options.cleanSession;
    try {
      if (returnCode !== 0) throw this.#refused(returnCode);
      this.#deps.session.accepted(sessionPresent);
    } catch (error) {
      if (!isMqttError(error)) throw error;
      opening.connection.fail(error);
      return;
    }
    this.#goUp(opening, { sessionPresent });
    if (claimed && !sessionPresent) this.#deps.events.deviation?.(message('mqtt.sessionNotAsked'));
  }

  #goUp({ connection, resolve, cancel }: Opening, result: ConnectResult): void {
    const { session, timers, events, maxInflight = DEFAULT_MAX_INFLIGHT, resendAfterMs } = this.#deps;
    const exchange = new Exchange({
      output: connection.output,
      session,
      timers,
      maxInflight,
      resendAfterMs,
      client: this,
      events,
      connection,
    });
    cancel();
    this.#opening = undefined;
    this.#up = { connection, exchange };
    connection.keepAlive();
    if (this.#paused) connection.pause();
    exchange.resend();
    resolve(result);
    events.connected?.(result);
  }

  #refused(returnCode: number): MqttError {
    const reason = message('mqtt.refused', { peer: this.#peer, returnCode });
    return new MqttError('REFUSED', reason, { returnCode });
  }

  #closed(reason: MqttError): void {
    const wasUp = this.#up !== undefined;
    this.#leave(reason);
    if (wasUp) this.#deps.events.closed(reason);
  }

  #closedHere(): MqttError {
    return new MqttError('CLOSED', message('mqtt.closedHere', { peer: this.#peer }));
  }

  /** Forgets the connection, which is over, and tells those who wait for it. */
  #leave(reason: MqttError): void {
    const opening = this.#opening;
    const up = this.#up;
    this.#opening = undefined;
    this.#up = undefined;
    opening?.cancel();
    opening?.reject(reason);
    up?.exchange.abort(reason);
    if (opening || up) this.#deps.session.ended();
  }
}
