/** Why a command failed: the codes that `AT+SYSLOG=1` prints, in order, and the reason in plain words. */
export interface Failure {
  readonly failed: true;
  readonly codes: readonly number[];
  /** One sentence for the log, without the code. */
  readonly sentence: string;
  /** Complete lines that come before the failure reply, such as `+MQTTDISCONNECTED:0`. */
  readonly before?: readonly (string | Uint8Array)[];
  /** What stands in for `⏎ERROR⏎`, as `+MQTTPUB:FAIL⏎` does. */
  readonly instead?: string;
}

/** A command that succeeded: what it answers, line ends included. */
export interface Success {
  readonly failed: false;
  readonly bytes: Buffer;
  /** The answer holds what must not be shown: whoever looks on sees that it was given. */
  readonly secret?: boolean;
  /** What happens once the answer is out, as a restart does. */
  readonly after?: () => void;
}

/** A command that wants data first: `⏎OK⏎⏎>` is the answer and exactly `length` bytes follow (behaviour §3). */
export interface DataPhase {
  readonly failed: false;
  readonly data: {
    readonly length: number;
    /** Runs with all the data; `bytes` is the command's to keep. */
    complete(bytes: Buffer): Reply | Promise<Reply>;
    /** The reply when the data phase ends early; `code` is the manual's 0x604D as a full code. */
    abandoned(sentence: string): Failure;
  };
}

/** How a command answers. */
export type Reply = Failure | Success | DataPhase;

export const OK_BYTES = Buffer.from('\r\nOK\r\n');
/** OK and the data prompt, one write (behaviour §3). */
export const PROMPT_BYTES = Buffer.from('\r\nOK\r\n\r\n>');
export const READY_BYTES = Buffer.from('\r\nready\r\n');
export const BUSY_BYTES = Buffer.from('\r\nbusy p...\r\n');
export const ERROR_TEXT = '\r\nERROR\r\n';

/** `⏎OK⏎` and nothing else. */
export const OK: Success = { failed: false, bytes: OK_BYTES };

/** A failure with one code. */
export function failure(
  code: number,
  sentence: string,
  rest: Pick<Failure, 'before' | 'instead'> = {},
): Failure {
  return { failed: true, codes: [code], sentence, ...rest };
}

/** Lines, each ended with CR LF, then `⏎OK⏎`. */
export function okWith(...lines: readonly (string | Uint8Array)[]): Success {
  return { failed: false, bytes: Buffer.concat([joinLines(lines), OK_BYTES]) };
}

/** An answer to the letter, line ends included, for the few that do not end in `⏎OK⏎`. */
export function verbatim(bytes: string): Success {
  return { failed: false, bytes: Buffer.from(bytes) };
}

/** Ends each line with CR LF and joins them. */
export function joinLines(lines: readonly (string | Uint8Array)[]): Buffer {
  return Buffer.concat(
    lines.flatMap((line) => [typeof line === 'string' ? Buffer.from(line) : line, Buffer.from('\r\n')]),
  );
}
