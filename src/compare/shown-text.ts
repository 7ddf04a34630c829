import { toNotation } from '#scenario/notation';

/** Bytes of a case, one in each character, as the transcripts write them. */
export function shownText(bytes: string): string {
  return toNotation(Buffer.from(bytes, 'latin1'));
}
