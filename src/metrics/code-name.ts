import { decodeErrorCode, formatErrorCode } from '#at/codes';
import { manualCode } from '#at/mqtt-codes';
import { english } from '#messages/language';
import { message } from '#messages/message';

/** What counts of failures are shown under. */
export interface CodeName {
  /** As a module prints it; empty where it said none. */
  readonly code: string;
  readonly name: string;
}

/** The name of a code: the manual's, or what its sub-code means. */
export function nameOfCode(code: number, { textOf } = english): CodeName {
  const parts = decodeErrorCode(code);
  const row = parts?.subName === 'execution' ? manualCode(parts.ext) : undefined;
  const meaning = message(
    parts?.subName === undefined ? 'metrics.unknownCode' : `codeMeaning.${parts.subName}`,
  );
  return { code: formatErrorCode(code), name: row?.name ?? textOf(meaning) };
}
