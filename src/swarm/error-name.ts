import { english } from '#messages/language';
import { message } from '#messages/message';
import { type CodeName, nameOfCode } from '#metrics/code-name';
import { NO_ANSWER, NO_CODE } from './stats.ts';

/** The name of a code, and of a failure that had none. */
export function nameOfError(code: number, language = english): CodeName {
  const { textOf } = language;
  if (code === NO_ANSWER) return { code: '', name: textOf(message('swarm.noAnswer')) };
  if (code === NO_CODE) return { code: '', name: textOf(message('swarm.noCode')) };
  return nameOfCode(code, language);
}
