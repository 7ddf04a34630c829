import { help } from './index.ts';
import { limits } from './limits.ts';

/** The Chinese of what stands in English with what it describes; the text itself where there is none. */
export function translated(text: string): string {
  return help.get(text) ?? limits(text) ?? text;
}
