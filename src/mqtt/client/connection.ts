import { sameBytes } from '#bytes/same-bytes';
import { WriteBuffer } from '#bytes/write-buffer';
import { reasonOf } from '#errors/atmqtt-error';
import { type Message, message, type ParamsOf } from '#messages/message';
import type { Timers } from '#time/timers';
import { writeDisconnect } from '../codec/disconnect.ts';
import { endsInside, lastRequest } from '../codec/last-request.ts';
import { type OtherAnswer, otherProtocol } from '../codec/other-protocol.ts';
import { writePingreq } from '../codec/ping.ts';
import { LARGE_BYTES } from '../codec/publish.ts';
import type { IncomingPacket } from '../codec/read-packet.ts';
import { isMqttError, MqttError } from '../errors.ts';
import type { Dial, Transport } from '../transport.ts';
import { endedByOther, isTransportError } from '../transport-error.ts';
import { Keepalive, type KeepaliveActions } from './keepalive.ts';
import { PacketReader } from './packet-reader.ts';

/** A broker that closes within so many milliseconds of a packet most likely does so because of it. */
const SOON_MS = 1000;
/** Why this side closes a transport. */
const OWN_ENDS = ['transport.textFrame', 'transport.brokenFrame'];
/** Stands for what was sent last when CONNACK has come and nothing has been sent since. */
const AFTER_CONNACK = new Uint8Array(0);

/** What a connection tells its owner; nothing comes after `closed`, `end` or `destroy`. */
export interface ConnectionEvents {
  open(): void;
  /** A packet that may come at this point. PINGRESP is not among them. */
  packet(packet: IncomingPacket): void;
  drain(): void;
  closed(reason: MqttError): void;
}

/** What a connection is made of. */
export interface ConnectionSetup {
  readonly dial: Dial;
  readonly timers: Timers;
  readonly keepAliveSeconds: number;
  /** A topic that comes need not be UTF-8. */
  readonly anyTopic: boolean;
  /** Bytes of one packet that comes; undefined: as many as MQTT can express. */
  readonly maxInboundBytes: number | undefined;
  /** What messages for a person call the other side. */
  readonly peer: Message;
}

/**
 * The I/O of one connection: what is written in a turn goes to the transport in one piece, what comes goes through
 * a packet reader, and keep alive watches over both. Knows nothing of sessions.
 */
export class Connection implements KeepaliveActions {
  /** Takes the packets for the broker; `flushSoon` follows. */
  readonly output: WriteBuffer;
  readonly #setup: ConnectionSetup;
  readonly #events: ConnectionEvents;
  readonly #reader: PacketReader;
  readonly #keepalive: Keepalive;
  readonly #transport: Transport;
  readonly #flushNow = (): void => {
    this.#flushDue = false;
    this.output.flush();
  };
  #phase: 'dialling' | 'open' | 'over' = 'dialling';
  #full = false;
  #flushDue = false;
  #ended: (() => void) | undefined;
  /** What came before CONNACK. */
  #first: Uint8Array | undefined;
  /** What was sent last, until the broker answers: the next answer is to it. */
  #sent: Uint8Array | undefined;

  /** Starts to connect. Throws what `dial` throws. */
  constructor(setup: ConnectionSetup, events: ConnectionEvents) {
    this.#setup = setup;
    this.#events = events;
    this.#reader = new PacketReader(setup.anyTopic, setup.maxInboundBytes, (packet) => this.#packet(packet));
    this.output = new WriteBuffer((chunk) => this.#write(chunk));
    this.#keepalive = new Keepalive(setup.timers, setup.keepAliveSeconds * 1000, this);
    // An object of its own, which whoever wraps the network may copy.
    this.#transport = setup.dial({
      open: () => this.#opened(),
      data: (bytes) => this.#received(bytes),
      drain: () => this.#drained(),
      closed: (error) => this.#closed(error),
    });
  }

  /** Whether the transport is open, so that what is waited for is CONNACK. */
  get opened(): boolean {
    return this.#phase !== 'dialling';
  }

  /** What has come instead of CONNACK, when nothing more will; undefined when nothing has. */
  get strange(): Message | undefined {
    const other = this.#first && otherProtocol(this.#first, true);
    return typeof other === 'object' ? this.#noMqtt(other) : undefined;
  }

  /** False when the transport has more queued than it wants; `drain` follows. */
  get writable(): boolean {
    return !this.#full;
  }

  /** What is in `output` goes to the transport at the end of this turn. */
  flushSoon(): void {
    if (this.#flushDue) return;
    this.#flushDue = true;
    queueMicrotask(this.#flushNow);
  }

  /** Stops reading; a missing PINGRESP is not held against the broker meanwhile. */
  pause(): void {
    this.#keepalive.hold();
    this.#transport.pause();
  }

  resume(): void {
    this.#transport.resume();
    this.#keepalive.release();
  }

  /** Starts keepalive: the broker has accepted the client. */
  keepAlive(): void {
    this.#sent = AFTER_CONNACK;
    this.#keepalive.start();
  }

  /**
   * Reads packets that somebody else than the broker has made as those of the broker are read, whatever has come of the
   * next one by now. What may not come closes the connection.
   * @param take gets each of them
   */
  readForged(bytes: Uint8Array, take: (packet: IncomingPacket) => void): void {
    const { anyTopic, maxInboundBytes } = this.#setup;
    this.#read(new PacketReader(anyTopic, maxInboundBytes, take, 'established'), bytes);
  }

  /** Closes the connection at once and reports why. */
  fail(reason: MqttError): void {
    if (this.#phase === 'over') return;
    this.destroy();
    this.#events.closed(reason);
  }

  /** Closes the connection at once, without an event. */
  destroy(): void {
    this.#over();
    this.#transport.destroy();
  }

  /**
   * Sends DISCONNECT, then closes; the transport is destroyed if it is still there after `graceMs`.
   * @returns undefined when the operating system has taken everything, else when it has or time is up
   */
  end(graceMs: number): undefined | Promise<void> {
    writeDisconnect(this.output);
    this.output.flush();
    const allSent = this.#transport.queued === 0;
    this.#over();
    // A paused wire would never notice that the broker closes.
    this.#transport.resume();
    return allSent ? this.#end(graceMs, () => {}) : new Promise((resolve) => this.#end(graceMs, resolve));
  }

  #end(graceMs: number, settle: () => void): undefined {
    const cancel = this.#setup.timers.after(graceMs, () => {
      this.#transport.destroy();
      settle();
    });
    this.#ended = () => {
      cancel();
      settle();
    };
    this.#transport.end(settle);
  }

  /** The keep alive asks for PINGREQ. */
  ping(): void {
    writePingreq(this.output);
    this.flushSoon();
  }

  /** The keep alive got no PINGRESP. */
  expired(ms: number): void {
    this.fail(new MqttError('KEEPALIVE', message('mqtt.noPingresp', { peer: this.#setup.peer, ms })));
  }

  #write(chunk: Buffer): void {
    if (this.#phase === 'over') return;
    this.#keepalive.sent();
    if (chunk.length < LARGE_BYTES) this.#sent = chunk;
    // A large payload leaves by itself, behind the beginning of its packet, which says enough.
    else if (this.#sent !== undefined && !endsInside(this.#sent)) this.#sent = undefined;
    if (!this.#transport.write(chunk)) this.#full = true;
  }

  #opened(): void {
    if (this.#phase !== 'dialling') return;
    this.#phase = 'open';
    this.#events.open();
  }

  #received(bytes: Uint8Array): void {
    if (this.#phase === 'over') return;
    if (!this.#reader.established && !this.#mayBeMqtt(bytes)) return;
    try {
      this.#read(this.#reader, bytes);
    } finally {
      if (this.output.length > 0) this.flushSoon();
    }
  }

  /** What may not come closes the connection. */
  #read(reader: PacketReader, bytes: Uint8Array): void {
    try {
      reader.receive(bytes);
    } catch (error) {
      if (isMqttError(error, 'PROTOCOL')) this.fail(this.#broken(error));
      else if (isMqttError(error, 'TOO_LARGE')) this.fail(this.#tooLarge(error.reason, error));
      else throw error;
    }
  }

  #packet(packet: IncomingPacket): void {
    if (packet.type !== 'publish') {
      this.#sent = undefined;
      this.#first = undefined;
    }
    if (packet.type === 'pingresp') this.#keepalive.answered();
    else this.#events.packet(packet);
  }

  #drained(): void {
    this.#full = false;
    if (this.#reader.established) this.#events.drain();
  }

  #closed(error: Error | undefined): void {
    this.#ended?.();
    if (this.#phase !== 'over') this.fail(this.#closeReason(error));
  }

  #closeReason(error: Error | undefined): MqttError {
    const params = { peer: this.#setup.peer, why: error && reasonOf(error) };
    const details = error ? { cause: error } : {};
    if (error !== undefined && isTransportError(error, 'TOO_LARGE'))
      return this.#tooLarge(error.reason, error);
    if (this.#phase === 'dialling') {
      return new MqttError('CONNECT_FAILED', message('mqtt.couldNotConnect', params), details);
    }
    if (!this.#reader.established) {
      // This side closes where the other breaks the protocol of WebSocket.
      const own = isTransportError(error) && OWN_ENDS.includes(error.reason.key);
      const key = own ? 'mqtt.couldNotConnect' : 'mqtt.closedBeforeConnack';
      const reason = this.strange ?? message(key, params);
      return new MqttError('CONNECT_FAILED', reason, details);
    }
    return new MqttError('LOST', this.#lost(params, error), details);
  }

  /** What the loss of a connection has come right after, where the broker may have meant it. */
  #lost(params: ParamsOf<'mqtt.lost'>, error: Error | undefined): Message {
    if (!endedByOther(error) || this.#sent === undefined || this.#keepalive.sinceSent > SOON_MS)
      return message('mqtt.lost', params);
    if (this.#sent === AFTER_CONNACK) return message('mqtt.lostAfterConnack', params);
    const request = lastRequest(this.#sent);
    return request === undefined
      ? message('mqtt.lost', params)
      : message('mqtt.lostAfter', { ...params, ...request });
  }

  /** Whether what comes before CONNACK is for the reader; fails where it is of another protocol. */
  #mayBeMqtt(bytes: Uint8Array): boolean {
    this.#first = this.#first === undefined ? bytes : Buffer.concat([this.#first, bytes]);
    if (this.#sent !== undefined && isEcho(this.#first, this.#sent)) {
      this.fail(new MqttError('PROTOCOL', message('mqtt.echoes', { peer: this.#setup.peer })));
      return false;
    }
    const other = otherProtocol(this.#first);
    if (other === undefined) return true;
    if (other !== 'open') this.fail(new MqttError('PROTOCOL', this.#noMqtt(other)));
    return false;
  }

  #noMqtt({ protocol, shown, text }: OtherAnswer): Message {
    const { peer } = this.#setup;
    if (protocol === 'HTTP') return message('mqtt.answersInHttp', { peer, shown });
    if (protocol === 'TLS') return message('mqtt.answersInTls', { peer });
    if (protocol !== undefined)
      return message('mqtt.answersInOther', { peer, protocol, shown: text ? shown : undefined });
    return message(text ? 'mqtt.answersInText' : 'mqtt.answersInBytes', { peer, shown });
  }

  /** [MQTT-4.8.0-1] */
  #broken(cause: MqttError): MqttError {
    const params = { peer: this.#setup.peer, problem: cause.reason };
    return new MqttError('PROTOCOL', message('mqtt.protocolBroken', params), { cause });
  }

  #tooLarge(what: Message, cause: Error): MqttError {
    return new MqttError('TOO_LARGE', message('mqtt.announces', { peer: this.#setup.peer, what }), { cause });
  }

  #over(): void {
    this.#phase = 'over';
    this.#sent = undefined;
    this.#reader.close();
    this.#keepalive.stop();
  }
}

/** Whether a server sends back what it was sent. */
function isEcho(came: Uint8Array, sent: Uint8Array): boolean {
  return came.length >= sent.length && sameBytes(sent, came, 0, sent.length);
}
