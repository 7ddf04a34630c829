import type { Packet } from 'mqtt-packet';
import { WriteBuffer } from '#bytes/write-buffer';
import type { Timers } from '#time/timers';
import { checkIncoming } from '../codec/incoming-check.ts';
import { otherProtocol } from '../codec/other-protocol.ts';
import { PacketFramer } from '../codec/packet-framer.ts';
import { readPacket } from '../codec/packet-reader.ts';
import { writePacket } from '../codec/packet-writer.ts';
import { encodePublish, publishByte } from '../codec/publish-encoder.ts';
import { MqttError } from '../errors.ts';
import type { Dial, Transport } from '../transport.ts';
import { Keepalive, type KeepaliveActions } from './keepalive.ts';
import type { OutgoingPublish } from './session-store.ts';

/** The first byte of a PUBLISH of QoS 0 without RETAIN. */
const PUBLISH_QOS_0 = 0x30;

/** What a connection tells its owner; nothing comes after `closed`, `end` or `destroy`. */
export interface ConnectionEvents {
  open(): void;
  /** A packet that this side may get at this point. PINGRESP is not among them. */
  packet(packet: Packet): void;
  /**
   * A PUBLISH of QoS 0, which is not among the packets. Its topic is not checked.
   * @param topicAt where in `bytes` its topic begins
   * @param payloadAt where its topic ends and its payload begins
   * @param end where its payload ends
   */
  messageQos0(
    bytes: Buffer,
    topicAt: number,
    payloadAt: number,
    end: number,
    retain: boolean,
    fixedHeaderBytes: number,
  ): void;
  drain(): void;
  closed(reason: MqttError): void;
}

/** What a connection is made of. */
export interface ConnectionSetup {
  dial: Dial;
  timers: Timers;
  keepAliveSeconds: number;
  /** What messages for a person call the other side. */
  peer: string;
}

/**
 * Packets over one transport: gathers what is sent in a turn into one write, parses and checks what comes,
 * keeps the connection alive. Knows nothing of sessions.
 */
export class Connection implements KeepaliveActions {
  readonly #setup: ConnectionSetup;
  readonly #events: ConnectionEvents;
  readonly #framer = new PacketFramer((bytes, at, header, end) => this.#framed(bytes, at, header, end));
  readonly #output: WriteBuffer;
  readonly #keepalive: Keepalive;
  readonly #transport: Transport;
  readonly #write = (chunk: Buffer): void => {
    if (this.#stage === 'over') return;
    this.#keepalive.sent();
    if (!this.#transport.write(chunk)) this.#full = true;
  };
  readonly #flushNow = (): void => {
    this.#flushDue = false;
    this.#output.flush();
  };
  #stage: 'dialling' | 'open' | 'established' | 'over' = 'dialling';
  #full = false;
  #flushDue = false;
  #ended: (() => void) | undefined;

  /** Starts to connect. Throws what `dial` throws. */
  constructor(setup: ConnectionSetup, events: ConnectionEvents) {
    this.#setup = setup;
    this.#events = events;
    this.#output = new WriteBuffer(this.#write);
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
    return this.#stage !== 'dialling';
  }

  /** False when the transport has more queued than it wants; `drain` follows. */
  get writable(): boolean {
    return !this.#full;
  }

  /** Gathers a packet; see writePacket about its Buffers. */
  send(packet: Packet): void {
    writePacket(packet, this.#output, this.#write);
    this.#flushSoon();
  }

  /** Gathers a QoS 0 PUBLISH; see `encodePublish` about its bytes. @throws MqttError `PACKET_TOO_LARGE` */
  sendQos0(topic: Uint8Array, payload: Uint8Array, retain: boolean): void {
    encodePublish(this.#output, publishByte(0, retain, false), 0, topic, payload);
    this.#flushSoon();
  }

  /** Gathers a QoS 1 or 2 PUBLISH. It is our own encoder's too, because the codec takes nine times as long. */
  sendPublish({ id, topic, payload, qos, retain }: OutgoingPublish, dup: boolean): void {
    encodePublish(this.#output, publishByte(qos, retain, dup), id, topic, payload);
    this.#flushSoon();
  }

  /** Hands what was gathered to the transport. */
  flush(): void {
    this.#output.flush();
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
    this.#keepalive.start();
  }

  /** Closes the connection at once and reports why. */
  fail(reason: MqttError): void {
    if (this.#stage === 'over') return;
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
    this.send({ cmd: 'disconnect' });
    this.flush();
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

  #flushSoon(): void {
    if (this.#flushDue) return;
    this.#flushDue = true;
    queueMicrotask(this.#flushNow);
  }

  /** The keep alive asks for PINGREQ. */
  ping(): void {
    this.send({ cmd: 'pingreq' });
  }

  /** The keep alive got no PINGRESP. */
  expired(ms: number): void {
    this.fail(new MqttError('KEEPALIVE', `${this.#setup.peer} did not answer PINGREQ within ${ms} ms`));
  }

  #opened(): void {
    if (this.#stage !== 'dialling') return;
    this.#stage = 'open';
    this.#events.open();
  }

  #received(bytes: Buffer): void {
    if (this.#stage === 'over') return;
    const other = this.#stage === 'open' ? otherProtocol(bytes) : undefined;
    if (other !== undefined) this.fail(new MqttError('PROTOCOL', `${this.#setup.peer} ${other}`));
    else this.#framer.feed(bytes);
  }

  /** Reads a PUBLISH of QoS 0 in place, in a sixth of the time that the codec takes; the rest is `readPacket`'s. */
  #framed(bytes: Buffer, at: number, headerBytes: number, end: number): void {
    if (this.#stage === 'over') return;
    const first = bytes[at] as number;
    if (this.#stage === 'established' && (first & 0xfe) === PUBLISH_QOS_0) {
      const topicAt = at + headerBytes + 2;
      const payloadAt = topicAt + (((bytes[topicAt - 2] as number) << 8) | (bytes[topicAt - 1] as number));
      if (payloadAt <= end) {
        this.#events.messageQos0(bytes, topicAt, payloadAt, end, first !== PUBLISH_QOS_0, headerBytes);
        return;
      }
    }
    const read = readPacket(bytes.subarray(at, end));
    if (read === undefined) return;
    if ('problem' in read) this.broken(read.problem);
    else this.#parsed(read);
  }

  #parsed(packet: Packet): void {
    const problem = checkIncoming(packet) ?? this.#checkOrder(packet);
    if (problem !== undefined) this.broken(problem);
    else if (packet.cmd === 'pingresp') this.#keepalive.answered();
    else this.#events.packet(packet);
  }

  /** CONNACK is the first packet [MQTT-3.2.0-1], and the only one of its kind. */
  #checkOrder(packet: Packet): string | undefined {
    const isConnack = packet.cmd === 'connack';
    if (this.#stage === 'established') return isConnack ? 'a second CONNACK came' : undefined;
    if (!isConnack) return `${packet.cmd.toUpperCase()} came before CONNACK`;
    this.#stage = 'established';
    return undefined;
  }

  /** Closes the connection because of what the broker sent [MQTT-4.8.0-1]. */
  broken(problem: string): void {
    this.fail(new MqttError('PROTOCOL', `${this.#setup.peer} broke the MQTT protocol: ${problem}`));
  }

  #drained(): void {
    this.#full = false;
    if (this.#stage === 'established') this.#events.drain();
  }

  #closed(error: Error | undefined): void {
    this.#ended?.();
    if (this.#stage !== 'over') this.fail(this.#closeReason(error));
  }

  #closeReason(error: Error | undefined): MqttError {
    const { peer } = this.#setup;
    const why = error ? `: ${error.message}` : '';
    const details = error ? { cause: error } : {};
    if (this.#stage === 'dialling') {
      return new MqttError('CONNECT_FAILED', `could not connect to ${peer}${why}`, details);
    }
    if (this.#stage === 'open') {
      return new MqttError('CONNECT_FAILED', `${peer} closed the connection before CONNACK${why}`, details);
    }
    return new MqttError('LOST', `${peer} closed the connection${why}`, details);
  }

  #over(): void {
    this.#stage = 'over';
    this.#keepalive.stop();
  }
}
