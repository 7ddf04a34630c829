import { distance } from 'fastest-levenshtein';
import { markedPair } from '#testing/marked-pair';
import { toBytes, toNotation } from './notation.ts';
import type { Wanted } from './play/step-failure.ts';

/** Long lines are compared by their beginning. */
const COMPARED = 400;

/** What was expected, the line of what came that is most like it, and a mark where they part. */
export function differenceOf({ text, came }: Wanted): readonly string[] {
  if (text === '' || /^\/.+\/[a-z]*$/s.test(text)) return [];
  const wanted = toNotation(toBytes(text));
  const lines = toNotation(came)
    .split('⏎')
    .filter((line) => line !== '');
  const [nearest] = lines
    .map((line) => ({ line, far: distance(line.slice(0, COMPARED), wanted.slice(0, COMPARED)) }))
    .sort((a, b) => a.far - b.far);
  if (nearest === undefined || nearest.far > wanted.length * 0.6) return [];
  return markedPair(wanted, nearest.line);
}
