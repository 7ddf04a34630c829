import { reasonOf } from '#errors/atmqtt-error';
import { type Message, message } from '#messages/message';
import type { StepEvent } from '#mqtt/observe';
import type { Route } from '#mqtt/route';
import { endedByOther, isTransportError } from '#mqtt/transport-error';
import { formatHostPort, withoutBrackets } from '#net/host-port';
import type { ClaimedEnds, ConnectionEnds } from './connection-ends.ts';
import type { HostCommand, HostCommands } from './host-commands.ts';
import { addressBytes } from './ip-address.ts';
import { MaskedConnect } from './masked-connect.ts';
import { PacketEdges } from './packet-edges.ts';
import type { PacketQueue } from './packet-queue.ts';
import { other, type Side, SyntheticTcp } from './synthetic-tcp.ts';
import type { TcpEnd } from './tcp-segment.ts';

/** By which port Wireshark knows MQTT. */
const MQTT_PORT = 1883;
/** Types of packets, in the upper half of their first byte. */
const CONNECT = 1;
/** For a broker whose address is not known: one that stands in examples only (RFC 5737). */
const NOWHERE = Uint8Array.of(192, 0, 2, 1);
const LOOPBACK_NET = 127;

/** What goes with a packet. */
export interface AddedPacket {
  readonly comments?: readonly Message[];
  /** When; now unless given. */
  readonly micros?: number;
  /** It only follows from the one before, of which all is said. */
  readonly follows?: boolean;
}

/** Whose connection it is. */
export interface ConnectionOwner {
  readonly queue: Pick<PacketQueue, 'now'>;
  readonly ends: ConnectionEnds;
  readonly commands: HostCommands;
  /** Adds a packet of a link. */
  add(link: number | undefined, packet: Uint8Array, more: AddedPacket): void;
  /** Says something of the last packet of a link in this turn; of the next one, or of none, where there is none. */
  comment(link: number | undefined, said: Message): void;
  /** Says something that has no packet. */
  sayAlone(link: number | undefined, said: Message): void;
}

/** A connection that was asked for, or would have been. */
interface Attempt {
  readonly micros: number;
  readonly address: string;
  readonly localAddress: string | undefined;
  readonly localPort: number | undefined;
}

/** A connection to a broker as the stream of TCP that carries its MQTT. */
export class CapturedConnection {
  readonly #owner: ConnectionOwner;
  readonly #route: Route;
  readonly #link: number | undefined;
  readonly #dialled: number;
  readonly #late: boolean;
  readonly #edges: Readonly<Record<Side, PacketEdges>> = {
    module: new PacketEdges(),
    broker: new PacketEdges(),
  };
  readonly #connect = new MaskedConnect();
  /** The last one that the system has heard of. */
  #attempt: Attempt | undefined;
  #tcp: SyntheticTcp | undefined;
  #established = false;
  #ends: ClaimedEnds | undefined;
  /** It has told how it came about; what is in the way of it may tell more, which is none of its own. */
  #told = false;
  /** What is said of the next packet. */
  #notes: Message[] = [];
  #session: Extract<StepEvent, { found: 'session' }> | undefined;
  #over = false;

  /** @param late it was there before the capture began */
  constructor(owner: ConnectionOwner, route: Route, link: number | undefined, late = false) {
    this.#late = late;
    this.#owner = owner;
    this.#route = route;
    this.#link = link;
    this.#dialled = owner.queue.now();
  }

  /** Something was found out on the way to the broker. */
  step(event: StepEvent): void {
    if (this.#told) return;
    switch (event.found) {
      case 'attempt':
        this.#attempt = { ...event, micros: this.#owner.queue.now() };
        break;
      case 'connection':
        this.#establish({
          micros: this.#dialled,
          localAddress: undefined,
          localPort: undefined,
          ...this.#attempt,
          address: event.address,
        });
        break;
      case 'session':
        this.#session = event;
        break;
      case 'verification':
        this.#notes.push(this.#tls(event.verified));
        break;
      case 'answer':
        this.#notes.push(message('pcap.webSocket', event));
        break;
      case 'address':
        break;
    }
  }

  /** MQTT may be spoken. */
  opened(): void {
    this.#beEstablished();
    this.#told = true;
  }

  /** The module sends. */
  sent(bytes: Uint8Array): void {
    if (this.#over) return;
    this.#beEstablished();
    const shown = this.#connect.feed(bytes);
    this.#data('module', shown, (type) => {
      const command = this.#owner.commands.sent(this.#link, type);
      const said = command === undefined ? [] : [this.#command(command)];
      if (type === CONNECT && this.#connect.masked) said.push(message('pcap.passwordMasked'));
      return said;
    });
  }

  /** The broker sends. */
  received(bytes: Uint8Array): void {
    this.#data('broker', bytes, () => []);
  }

  /** The module says its last word. */
  ended(): void {
    if (!this.#over && this.#established) this.#finish('module');
  }

  /** The module lets go of it, and hears no more of it. */
  destroyed(): void {
    if (this.#over) return;
    if (this.#established) this.#close('module');
    else if (this.#attempt !== undefined) this.#syn(this.#attempt);
    this.#end();
  }

  /** It is over. */
  closed(error: Error | undefined): void {
    if (this.#over) return;
    if (error !== undefined)
      this.#notes.push(message('pcap.failed', { link: this.#link, reason: reasonOf(error) }));
    if (this.#established) this.#closeFor(error);
    else if (this.#attempt !== undefined) {
      const tcp = this.#syn(this.#attempt);
      if (isTransportError(error, 'REFUSED')) this.#add(tcp.reset('broker'));
    }
    this.#end();
  }

  /** The ends of TCP that such an error comes from. */
  #closeFor(error: Error | undefined): void {
    const tcp = this.#tcp as SyntheticTcp;
    if (isTransportError(error) && error.reason.key === 'transport.reset')
      return this.#add(tcp.reset('broker'));
    if (endedByOther(error)) return this.#close(tcp.finished('module') ? 'module' : 'broker');
    // What breaks above TCP is closed by the module; what breaks below is seen by nobody else.
    if (isTransportError(error) && error.step !== 'tcp') this.#close('module');
  }

  #end(): void {
    this.#over = true;
    if (this.#ends !== undefined) this.#owner.ends.release(this.#ends);
    const notes = this.#notes;
    this.#notes = [];
    for (const said of notes) {
      if (this.#tcp === undefined) this.#owner.sayAlone(this.#link, said);
      else this.#owner.comment(this.#link, said);
    }
  }

  #data(side: Side, bytes: Uint8Array, say: (type: number) => Message[]): void {
    const tcp = this.#tcp;
    if (this.#over || tcp === undefined) return;
    this.#edges[side].cut(bytes, (from, to, first) => {
      if (first !== undefined) this.#notes.push(...say(first >> 4));
      tcp.data(side, bytes.subarray(from, to), (packet) => this.#add(packet));
    });
  }

  /** What stands without having told how does so by now. */
  #beEstablished(): void {
    if (this.#established) return;
    const { host } = this.#route;
    this.#establish({
      micros: this.#dialled,
      localAddress: undefined,
      localPort: undefined,
      address: host,
      ...this.#attempt,
    });
  }

  #establish(attempt: Attempt): void {
    if (this.#established || this.#over) return;
    const tcp = this.#syn(attempt);
    this.#established = true;
    this.#follow(tcp.synAck());
    this.#follow(tcp.acknowledge('module'));
  }

  #syn({ micros, address, localAddress, localPort }: Attempt): SyntheticTcp {
    const { ends, commands } = this.#owner;
    const broker = { address: addressBytes(withoutBrackets(address)) ?? NOWHERE, port: MQTT_PORT };
    this.#ends = ends.claim(ownAddress(localAddress, broker), localPort, broker);
    const tcp = new SyntheticTcp(this.#ends);
    this.#tcp = tcp;
    const { host, port } = this.#route;
    const command = commands.find(this.#link, CONNECT);
    const to = message('pcap.dials', {
      link: this.#link,
      address: formatHostPort({ host: withoutBrackets(host), port }),
      way: this.#way(),
    });
    this.#owner.add(this.#link, tcp.syn(), {
      comments: [
        to,
        ...(port === MQTT_PORT ? [] : [message('pcap.otherPort', { port })]),
        this.#late
          ? message('pcap.openBefore', { link: this.#link })
          : command === undefined
            ? message('pcap.byItself', { link: this.#link })
            : this.#command(command),
      ],
      micros,
    });
    return tcp;
  }

  #finish(side: Side): void {
    const tcp = this.#tcp as SyntheticTcp;
    if (!tcp.finished(side)) this.#add(tcp.finish(side));
  }

  /** Both ends say their last word, one of them first. */
  #close(first: Side): void {
    const tcp = this.#tcp as SyntheticTcp;
    const begun = tcp.finished(first);
    this.#finish(first);
    if (begun) this.#finish(other(first));
    else if (!tcp.finished(other(first))) this.#follow(tcp.finish(other(first)));
    this.#follow(tcp.acknowledge(first));
  }

  #add(packet: Uint8Array): void {
    const notes = this.#notes;
    if (notes.length > 0) this.#notes = [];
    this.#owner.add(this.#link, packet, { comments: notes });
  }

  #follow(packet: Uint8Array): void {
    this.#owner.add(this.#link, packet, { follows: true });
  }

  #command({ name, host }: HostCommand): Message {
    return message('pcap.command', { link: this.#link, name, host });
  }

  #way(): 'TCP' | 'TLS' | 'WebSocket' | 'WebSocket over TLS' {
    const { tls, path } = this.#route;
    if (path === undefined) return tls === undefined ? 'TCP' : 'TLS';
    return tls === undefined ? 'WebSocket' : 'WebSocket over TLS';
  }

  #tls(verified: boolean): Message {
    const { tls, path } = this.#route;
    const { version = '', cipher = '' } = this.#session ?? {};
    // By the manual: 2 to 5 over TLS, 7 to 10 over TLS and WebSocket.
    const scheme =
      (path === undefined ? 2 : 7) + (tls?.verify === undefined ? 0 : 1) + (tls?.cert === undefined ? 0 : 2);
    return message('pcap.tls', { scheme, version, cipher, verified });
  }
}

/** This side's address, or one that is as near as can be told. */
function ownAddress(known: string | undefined, { address }: TcpEnd): Uint8Array {
  const own = addressBytes(known ?? '');
  if (own?.length === address.length) return own;
  const isLoopback =
    address.length === 4
      ? address[0] === LOOPBACK_NET
      : address.every((byte, at) => byte === (at === 15 ? 1 : 0));
  return isLoopback ? address : new Uint8Array(address.length);
}
