import type { Duplex } from 'node:stream';
import type { Message } from '#messages/message';
import type { ProgramEnd } from './process/program-end.ts';
import type { SerialLine } from './serial-line.ts';

/** Where a port really is, after everything left open in its specification was settled. */
export type PortInfo =
  | { kind: 'pty'; path: string; link?: string }
  /** `tcp-listen`; a port that dials says so. */
  | { kind: 'tcp'; host: string; port: number; fork?: true; dials?: true }
  | { kind: 'unix'; path: string; fork?: true; dials?: true }
  | { kind: 'rfc2217'; host: string; port: number; dials?: true }
  | { kind: 'ws'; url: string; fork?: true }
  | { kind: 'serial'; path: string; baud: number }
  | { kind: 'exec'; command: string }
  | { kind: 'stdio' }
  | { kind: 'memory' };

/** A place where hosts attach, open until `close`. */
export interface Port {
  /** As the user wrote it. */
  readonly spec: string;
  /** Where it is now: a port of 0 resolved, the device behind a link. */
  readonly info: PortInfo;
  /** Cuts off the hosts and releases everything; harmless when repeated. */
  close(): Promise<void>;
  /** Goes away and comes back under the same name, as a USB module does on a restart. */
  reopen?(): void;
  /** Why its host is away, of a port with a device or a server that can go and come back; undefined: it is there. */
  readonly away?: Message | undefined;
  /** Looks at once whether a host is there, where it otherwise does so now and then. */
  look?(): void;
}

/** What a port knows of a host besides its bytes. */
export interface HostTraits {
  /** Where the bytes go over a line with a speed. */
  readonly line?: SerialLine | undefined;
  /** Whoever reaches the port is a host, so that what it begins with is looked at. */
  readonly refuseForeign?: boolean;
  /** Whether the host can hold the module back, which may change; it can unless told otherwise. */
  flowControl?(): boolean;
  /** Tells now, and at each change, whether somebody is there; without it somebody is until the stream closes. */
  presence?(listener: (present: boolean) => void): void;
  /**
   * Tells now, and at each change, whether somebody is there, in the order of the host's bytes and also of those who leave before
   * `presence` has known of them; without it `presence` has seen them all.
   */
  visits?(listener: (there: boolean) => void): void;
  /**
   * Tells what can reset a module, in the order of the host's bytes; asked for only where it does. Of a host whose
   * stream begins and ends with it, `open` and `hangup` go without saying.
   */
  signals?(listener: (signal: ResetSignal) => void): void;
}

/** What a host does that can reset a module: it comes, it goes, it switches a line on. */
export type ResetSignal = 'hangup' | 'open' | 'dtr' | 'rts' | 'break';

/** What a port tells its owner. */
export interface PortEvents {
  /**
   * A host has attached. A port that has exactly one host calls this once, before it is opened.
   * @param stream the host's bytes, both ways; it ends or closes when the host has gone
   * @param name for the log, as in `tcp 127.0.0.1:51234`
   * @param traits what else is known of it
   */
  host(stream: Duplex, name: string, traits?: HostTraits): void;
  /** Web pages that may attach by WebSocket besides those of this machine, by their origins. Default: none */
  readonly allowedOrigins?: readonly string[];
  /** The program that is the host has ended by itself, and all that it wrote was taken. */
  programEnded?(end: ProgramEnd): void;
  /** Something a person should know. */
  notice(level: 'info' | 'warn', message: Message): void;
}

/**
 * Opens a port, and resolves once hosts can attach. It calls `events.host` for each of them, with their bytes as they are, until the port
 * is closed.
 * @throws PortError when the port cannot be had: `TAKEN`, `DENIED`, `UNAVAILABLE`, or `LINE` for a serial line
 */
export type OpenPort = (events: PortEvents) => Promise<Port>;

/** What a user can say of the hosts of any port, behind its own options: `,slowHost=drop`. */
export interface HostPolicy {
  /** What becomes of a host that does not read; undefined: what the module's setting says. */
  readonly slowHost?: 'hold' | 'drop' | undefined;
  /** What resets the module; undefined: what the module's setting says. */
  readonly resetOn?: readonly ResetSignal[] | undefined;
}

/** A specification that was understood, ready to be opened. */
export interface PortSpec extends HostPolicy {
  /** What it opens. */
  readonly kind: PortInfo['kind'];
  /** The program that is the host, where one is started for it. */
  readonly command?: string;
  /** What its hosts can do to reset a module, and the module is told; unless given, `hangup` and `open`. */
  readonly resetSignals?: readonly ResetSignal[];
  /** Each host wants a module of its own. */
  readonly fork: boolean;
  /** Opens it. */
  readonly open: OpenPort;
}

/** A kind of port that can be written as `name` or `name:rest`. */
export interface PortKind {
  /** What a specification begins with: `pty`, `tcp-listen`. */
  readonly name: string;
  /** How it is written, as in `pty[:LINK]`. */
  readonly usage: string;
  /** What its hosts can do to reset a module; `hangup` and `open` unless given. */
  readonly resetSignals?: readonly ResetSignal[];
  /**
   * Reads a specification of this kind.
   * @param spec the whole specification
   * @param rest what follows the first colon; undefined when there is no colon
   * @throws PortError `MALFORMED`
   */
  parse(spec: string, rest: string | undefined): PortSpec;
}
