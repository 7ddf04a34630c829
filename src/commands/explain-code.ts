import { decodeErrorCode, formatErrorCode, type SubCodeName } from '#at/codes';
import type { CommandRow } from '#at/command';
import { MQTT_CODES, manualCode } from '#at/mqtt-codes';
import { UsageError } from '#errors/usage-error';
import { type Message, message, textOf } from '#messages/message';
import { commandsGiving } from './code-index.ts';

const MANUAL_FIRST = MQTT_CODES[0]?.code ?? 0;
const MANUAL_LAST = MQTT_CODES.at(-1)?.code ?? 0;

/**
 * Explains an error code: what it means, which commands give it, and what to do.
 * @param typed the code as printed, `0x010a6006`, or the manual's part of it, `6006`
 * @throws UsageError when it is no code
 */
export function explainCode<C>(typed: string, rows: readonly CommandRow<C>[]): string {
  const digits = typed.replace(/^(ERR CODE:)?0x/i, '');
  if (!/^[0-9a-f]{1,8}$/i.test(digits)) {
    throw new UsageError(message('explain.noCode', { typed }));
  }
  const value = Number.parseInt(digits, 16);
  const full = value >= MANUAL_FIRST && value <= MANUAL_LAST ? 0x010a0000 + value : value;
  const parts = decodeErrorCode(full);
  if (parts?.subName === undefined) {
    throw new UsageError(message('explain.unknownCode', { typed }));
  }
  const manual = parts.subName === 'execution' ? manualCode(parts.ext) : undefined;
  const meaning = manual?.meaning ?? meaningOf(parts.subName, parts.ext);
  const advice = manual?.advice ?? message(`codeAdvice.${parts.subName}`);
  const givers = commandsGiving(full, rows);
  const lines = [
    manual === undefined ? formatErrorCode(full) : `${formatErrorCode(full)}  ${manual.name}`,
    `  ${textOf(message('explain.meaning', { text: meaning }))}`,
    `  ${textOf(message('explain.advice', { text: advice }))}`,
    ...(givers.length === 0 ? [] : [`  ${textOf(message('explain.givenBy'))}`]),
    ...givers.map((giver) => `    ${giver}`),
  ];
  return `${lines.join('\n')}\n`;
}

function meaningOf(subName: SubCodeName, ext: number): Message {
  return subName === 'parse'
    ? message('explain.parameterUnreadable', { index: ext })
    : message(`codeMeaning.${subName}`);
}
