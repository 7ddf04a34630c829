import type { Message } from '#messages/message';

/** A command that was answered, as an observer hears of it. Secret parameters are masked in all of it. */
export interface CommandEvent {
  /** The host it came from. */
  readonly host: string;
  /** The line without its end, `\"***\"` in place of each secret. */
  readonly line: string;
  /** What was answered, line ends included. */
  readonly reply: string;
  /** Whether the command succeeded. */
  readonly ok: boolean;
  /** Milliseconds from the line, or from the last byte of its data, to the reply. */
  readonly ms: number;
  /** How many bytes of data the command took, in the event that follows the one of its prompt. */
  readonly dataBytes?: number;
  /** Codes and reason of a failure. */
  readonly failure?: { readonly codes: readonly number[]; readonly reason: Message };
}

/** What went over the UART: a line, data, a reply or a URC, as soon as it is whole. */
export interface TrafficEvent {
  /** Who sent it; undefined: the module. */
  readonly host: string | undefined;
  /** As on the wire; valid only during the call. They may hold secrets and are not for showing. */
  readonly bytes: Buffer;
  /** The same for showing: secrets masked, data counted. */
  readonly shown: string;
  /** What `shown` says where it counts the bytes in place of showing them, for who reads another language. */
  readonly counted?: Message;
  /** They are the data that a command has asked for. */
  readonly data?: true;
  /** It is a URC, which answers nothing. */
  readonly urc?: true;
}

/** What a host has lost because it does not read. */
export interface UnreadEvent {
  /** The host. */
  readonly host: string;
  /** Bytes that were dropped since it was attached. */
  readonly bytes: number;
  /** The replies and URCs that they were. */
  readonly items: number;
}

/** How a command came out, for who counts: told once for each command, when it is over. */
export interface AnsweredEvent {
  /** Its name, such as `AT+MQTTPUB`; undefined for a line that names no command there is. */
  readonly command: string | undefined;
  /** It came while another one waited, and was not run. */
  readonly busy: boolean;
  /** The codes of a failure; undefined: it succeeded. */
  readonly codes: readonly number[] | undefined;
}

/** A reply or URC that was dropped for a host which does not read. */
export interface DroppedEvent {
  /** The host. */
  readonly host: string;
  /** How long it was. */
  readonly bytes: number;
}

/** What becomes of data that stops coming: it is late, or it is given up after its time or because the host escapes. */
export type DataTrouble = 'stalled' | 'timedOut' | 'escaped';

/** Somebody who looks on: nothing it does changes what hosts see. Each method is called at once when it happens. */
export interface AtObserver {
  /**
   * A command was answered, or a line was refused. One with data is told twice: at its prompt and when it is over.
   * One that a restart cuts short has no answer and is not told.
   */
  command?(event: CommandEvent): void;
  /** The traffic in its order. Echo is left out, and what goes to several hosts is told once. */
  traffic?(event: TrafficEvent): void;
  /** Bytes of a host as they came, cut anywhere. They are valid only during the call, and hold secrets. */
  received?(host: string, bytes: Uint8Array): void;
  /**
   * Bytes for the hosts as they go out, echo too, told once for all of them. They hold secrets.
   * @param delivered whether somebody is there to take them
   */
  sent?(bytes: Uint8Array, delivered: boolean): void;
  /** A URC, `ready` too, without its line ends. */
  urc?(line: string): void;
  /** A host does not read and has lost replies or URCs: told at the first one, and then once a minute at most. */
  unread?(event: UnreadEvent): void;
  /** A command was answered, or not run; costs less than `command`. */
  answered?(event: AnsweredEvent): void;
  /** A host does not read and loses a reply or URC: told each time. */
  dropped?(event: DroppedEvent): void;
  /** Data that a command has asked for does not come. */
  dataTrouble?(trouble: DataTrouble): void;
}
