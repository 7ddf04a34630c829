import type { CommandEvent, TrafficEvent } from '#at/session/observer';
import { type Message, message, textOf } from '#messages/message';
import type { CompatEvent, ConnectFailedEvent, LinkStateEvent, ModuleObserver } from '#module/observer';
import type { DialRoute } from '#module/platform';
import type { Route } from '#mqtt/route';
import { type AddedPacket, CapturedConnection, type ConnectionOwner } from './captured-connection.ts';
import { CapturedTransport } from './captured-transport.ts';
import type { ConnectionEnds } from './connection-ends.ts';
import { HostCommands } from './host-commands.ts';
import type { PacketQueue, PacketSource } from './packet-queue.ts';

/** What the modules of a capture share. */
export interface CaptureShared {
  readonly queue: PacketQueue;
  readonly ends: ConnectionEnds;
  /** Writes a text that has no packet. */
  note(micros: number, said: Message): void;
}

/** What is said of a packet that has not come yet. */
interface Note {
  readonly link: number | undefined;
  readonly micros: number;
  readonly said: Message;
  /** By itself it is said once for each of these. */
  readonly once?: string;
  /** It is said of no packet. */
  readonly alone?: true;
}

function isAbout(note: Note, link: number | undefined): boolean {
  return note.alone !== true && (note.link === undefined || note.link === link);
}

/** The first of the states in which a link is connected. */
const CONNECTED = 4;
const DISCONNECTED = 3;

/** Looks on at a module, for a capture. */
export class ModuleCapture implements PacketSource, ConnectionOwner {
  readonly queue: PacketQueue;
  readonly ends: ConnectionEnds;
  /** The place of its interface. */
  readonly interfaceId: number;
  readonly commands = new HostCommands();
  /** Its name where there are several. */
  readonly #name: string | undefined;
  readonly #leaveNote: CaptureShared['note'];
  /** What came before its packet, or has none. */
  #notes: Note[] = [];
  readonly #saidOnce = new Set<string>();

  constructor({ queue, ends, note }: CaptureShared, name: string | undefined, interfaceId: number) {
    this.queue = queue;
    this.ends = ends;
    this.#leaveNote = note;
    this.#name = name;
    this.interfaceId = interfaceId;
  }

  readonly observer: ModuleObserver = {
    traffic: ({ host, shown, data }: TrafficEvent) => {
      if (host !== undefined && data !== true) this.commands.heard(host, shown);
    },
    command: (event: CommandEvent) => this.#command(event),
    answered: ({ codes }) => {
      if (this.commands.answered(codes !== undefined)) this.queue.tellTurn(this);
    },
    linkState: (event: LinkStateEvent) => this.#linkState(event),
    connectFailed: ({ link, reason }: ConnectFailedEvent) =>
      this.#tellEnd(link, message('pcap.failed', { link, reason })),
    compat: ({ rule, reason }: CompatEvent) =>
      this.#note({ link: undefined, said: message('pcap.compat', { rule, reason }), once: rule }),
    restarting: () => this.commands.forget(),
  };

  /** Looks on at what goes between the module and its brokers. */
  dial(dial: DialRoute): DialRoute {
    return (route, link) => (events) => {
      const connection = this.connection(route, link);
      const observe: typeof route.observe = (event) => {
        connection.step(event);
        route.observe?.(event);
      };
      return new CapturedTransport(this.queue, connection, dial({ ...route, observe }, link), events);
    };
  }

  /** Looks on at one connection. @param late it was there before the capture began */
  connection(route: Route, link: number | undefined, late = false): CapturedConnection {
    return new CapturedConnection(this, route, link, late);
  }

  /** Adds a packet of a link. */
  add(link: number | undefined, packet: Uint8Array, more: AddedPacket = {}): void {
    const { comments = [], micros = this.queue.now(), follows = false } = more;
    const about = follows ? [] : this.#notes.filter((note) => isAbout(note, link));
    if (about.length > 0) this.#notes = this.#notes.filter((note) => !about.includes(note));
    const said = [...about.map((note) => note.said), ...comments];
    this.queue.add({ source: this, link, micros, packet, follows, comments: said });
  }

  /** Says something of the last packet of a link in this turn; of the next one, or of none, where there is none. */
  comment(link: number | undefined, said: Message): void {
    const last = this.queue.lastOf(this, link);
    if (last === undefined) this.#note({ link, said });
    else last.comments.push(said);
  }

  sayAlone(link: number | undefined, said: Message): void {
    this.#note({ link, said, alone: true });
  }

  /** Whose it is, where there are several. */
  shown(said: Message): Message {
    return this.#name === undefined ? said : message('pcap.ofModule', { module: this.#name, said });
  }

  /** The turn is over. What was to be said of a packet is said of the last one that there was. */
  turnOver(): void {
    this.commands.settle();
    this.#notes = this.#notes.filter(({ link, said, alone }) => {
      const last = alone === true ? undefined : this.queue.lastOf(this, link);
      last?.comments.push(said);
      return last === undefined;
    });
  }

  /** What there was no packet for stands by itself. */
  turnWritten(): void {
    const notes = this.#notes;
    this.#notes = [];
    for (const { micros, said, once } of notes) {
      if (once !== undefined && this.#saidOnce.has(once)) continue;
      if (once !== undefined) this.#saidOnce.add(once);
      this.#leaveNote(micros, this.shown(said));
    }
  }

  /** Says something of the next packet in this turn. */
  #note(note: Omit<Note, 'micros'>): void {
    this.#notes.push({ ...note, micros: this.queue.now() });
    this.queue.tellTurn(this);
  }

  /** Why a link has no connection, in place of what the connection said of that, which is a part of it. */
  #tellEnd(link: number, said: Message): void {
    const comments = this.queue.lastOf(this, link)?.comments ?? [];
    const at = comments.findIndex(({ key }) => key === 'pcap.failed');
    if (at !== -1) comments.splice(at, 1);
    this.#notes = this.#notes.filter((note) => note.link !== link || note.said.key !== 'pcap.failed');
    this.comment(link, said);
  }

  #command({ failure }: CommandEvent): void {
    const command = this.commands.last;
    if (failure === undefined || command?.sent !== true) return;
    const { host, name, link } = command;
    const why = textOf(failure.reason);
    const said = this.queue.lastOf(this, link)?.comments.some((each) => textOf(each).includes(why)) === true;
    const reason = said ? undefined : failure.reason;
    this.comment(link, message('pcap.commandFailed', { link, name, host, reason }));
  }

  /** What becomes of a connection; the states before one are no matter of its packets. */
  #linkState(event: LinkStateEvent): void {
    const { link, from, to } = event;
    const said = message('trace.linkState', event);
    if (from >= CONNECTED && to === DISCONNECTED) this.#tellEnd(link, said);
    else if (from >= CONNECTED || to >= CONNECTED) this.queue.lastOf(this, link)?.comments.push(said);
  }
}
