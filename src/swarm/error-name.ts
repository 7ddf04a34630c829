import { decodeErrorCode, formatErrorCode } from '#at/codes';
import { manualCode } from '#at/mqtt-codes';
import { english } from '#messages/language';
import { message } from '#messages/message';
import { NO_ANSWER, NO_CODE } from './stats.ts';

/** What counts of failures are shown under. */
export interface ErrorName {
  /** As a module prints it; empty where it said none. */
  readonly code: string;
  readonly name: string;
}

/** The name of a code: the manual's, or what its sub-code means. */
export function nameOfError(code: number, { textOf } = english): ErrorName {
  if (code === NO_ANSWER) return { code: '', name: textOf(message('swarm.noAnswer')) };
  if (code === NO_CODE) return { code: '', name: textOf(message('swarm.noCode')) };
  const parts = decodeErrorCode(code);
  const row = parts?.subName === 'execution' ? manualCode(parts.ext) : undefined;
  const meaning = message(
    parts?.subName === undefined ? 'swarm.unknownCode' : `codeMeaning.${parts.subName}`,
  );
  return { code: formatErrorCode(code), name: row?.name ?? textOf(meaning) };
}
