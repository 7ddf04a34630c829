import { type Message, message } from '#messages/message';
import { toNotation } from '#scenario/notation';
import { markedPair } from '#testing/marked-pair';
import type { Side } from '../format.ts';
import { Masking } from '../masking.ts';

/** Bytes of a line that are shown before and behind the place. */
const SHOWN_BYTES = 120;

/** Where what came is not what was recorded. */
export interface Difference {
  /** The line of the recording; undefined: behind its end. */
  readonly line: number;
  /** Who should have sent it. */
  readonly from: Side;
  /** What came up to there of the line that was sent, which is as recorded. */
  readonly before: Buffer;
  /** The rest of the line, as recorded; empty: the recording is over. */
  readonly wanted: Buffer;
  /** The same, as it came; empty: nothing came. */
  readonly came: Buffer;
  /** Why nothing came; undefined: something did. */
  readonly why: 'late' | 'gone' | 'called off' | undefined;
  /** Bytes of that side that were as recorded. */
  readonly matched: number;
}

/** A difference for people: what is wrong, and the two lines below each other with a mark where they part. */
export function describeDifference(
  difference: Difference,
  file: string,
): { reason: Message; lines: readonly string[] } {
  const { line, from, before, wanted, came, why, matched } = difference;
  const masking = new Masking();
  const shown = (rest: Buffer): string => {
    const start = before.subarray(-SHOWN_BYTES);
    return toNotation(masking.line(Buffer.concat([start, rest.subarray(0, SHOWN_BYTES)])));
  };
  const [expected, actual] = [shown(wanted), shown(came)];
  if (why === 'called off') return { reason: message('recording.calledOff', { file, line }), lines: [] };
  if (why !== undefined && wanted.length === 0) {
    return { reason: message('recording.notThere', { file, line, from }), lines: [] };
  }
  if (wanted.length === 0) {
    return { reason: message('recording.surplus', { file, from, came: actual }), lines: [] };
  }
  if (why !== undefined) {
    return {
      reason: message('recording.didNotCome', { file, line, from, wanted: expected, why }),
      lines: [],
    };
  }
  const inSecret = expected === actual;
  return {
    reason: message('recording.differs', { file, line, from, byte: matched + 1, inSecret }),
    lines: inSecret ? [] : markedPair(expected, actual),
  };
}
