import type { Message } from '#messages/message';

/** What a failure answers besides its codes and `⏎ERROR⏎`. */
interface FailureLines {
  /** Complete lines that come before the failure reply, such as `+MQTTDISCONNECTED:0`. */
  readonly before?: readonly Uint8Array[];
  /** The bytes that stand in for `⏎ERROR⏎`, as `+MQTTPUB:FAIL⏎` does. */
  readonly instead?: Uint8Array;
}

/** Why a command failed: the codes that `AT+SYSLOG=1` prints, in order, and the reason for a person. */
export class Failure {
  readonly codes: readonly number[];
  readonly reason: Message;
  readonly before: readonly Uint8Array[];
  readonly instead: Uint8Array | undefined;

  constructor(codes: readonly number[], reason: Message, lines: FailureLines = {}) {
    this.codes = codes;
    this.reason = reason;
    this.before = lines.before ?? [];
    this.instead = lines.instead;
  }

  /** The same failure, with other bytes in place of `⏎ERROR⏎`. */
  answering(instead: Uint8Array): Failure {
    return new Failure(this.codes, this.reason, { before: this.before, instead });
  }
}

/** What a function gives that can fail for a reason a host hears. */
export type Result<T> = T | Failure;

export function isFailure(value: unknown): value is Failure {
  return value instanceof Failure;
}

/** A command that succeeded: what it answers, line ends included. */
export interface Success {
  readonly bytes: Buffer;
  /** The answer holds what must not be shown: whoever looks on sees that it was given. */
  readonly secret?: boolean;
  /** What was written in earlier turns and has not left is thrown away: the module restarts. */
  readonly restarts?: boolean;
  /** What happens once the answer is out, as a restart does. */
  readonly after?: () => void;
}

/** A command that wants data first: `⏎OK⏎⏎>` is the answer and exactly `length` bytes follow [B-DATA-1]. */
export interface DataPhase {
  readonly data: {
    readonly length: number;
    /** Runs with all the data; `bytes` is the command's to keep. */
    complete(bytes: Buffer): Reply | Promise<Reply>;
    /** The reply when the data phase ends early; `code` is the manual's 0x604D as a full code. */
    abandoned(reason: Message): Failure;
  };
  /** What comes between OK and the prompt; nothing does unless it is given. */
  readonly beforePrompt?: BeforePrompt;
}

/** A message that comes between OK and the prompt: one that is given, or the first that comes in so many milliseconds. */
export type BeforePrompt =
  | { /** A whole URC. */ readonly urc: Uint8Array }
  | { /** The prompt waits so long at most. */ readonly waitMs: number };

/** How a command answers. */
export type Reply = Success | DataPhase | Failure;

export const OK_BYTES = Buffer.from('\r\nOK\r\n');
/** What asks for data, behind OK. */
export const PROMPT_BYTES = Buffer.from('\r\n>');
/** OK and the data prompt, one write [B-REPLY-3]. */
export const OK_AND_PROMPT_BYTES = Buffer.concat([OK_BYTES, PROMPT_BYTES]);
export const ERROR_BYTES = Buffer.from('\r\nERROR\r\n');

/** `⏎OK⏎` and nothing else. */
export const OK: Success = { bytes: OK_BYTES };

/** A failure with one code. */
export function failure(code: number, reason: Message, lines?: FailureLines): Failure {
  return new Failure([code], reason, lines);
}

/** A failure that prints no code, as those of the number and range of parameters outside MQTT are [B-PARAM-11]. */
export function bareFailure(reason: Message, lines?: FailureLines): Failure {
  return new Failure([], reason, lines);
}

/** Lines, each ended with CR LF, then `⏎OK⏎`. */
export function okWith(...lines: readonly Uint8Array[]): Success {
  return { bytes: Buffer.concat([joinLines(lines), OK_BYTES]) };
}

/** Lines, each ended with CR LF, then `OK⏎` without the blank line that other answers have before it [B-REPLY-1]. */
export function okRightBehind(...lines: readonly Uint8Array[]): Success {
  return { bytes: joinLines([...lines, Buffer.from('OK')]) };
}

/** An answer to the letter, line ends included, for the few that do not end in `⏎OK⏎`. */
export function verbatim(bytes: Buffer): Success {
  return { bytes };
}

/** Ends each line with CR LF and joins them. */
export function joinLines(lines: readonly Uint8Array[]): Buffer {
  return Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\r\n')]));
}
