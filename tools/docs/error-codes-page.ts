import { errorCode, formatErrorCode, SUB_CODE_TEXT, type SubCodeName } from '#at/codes';
import { MANUAL_CODES } from '#at/mqtt-codes';
import { commandsGiving } from '#cli/code-index';
import { COMMANDS } from '#commands/index';
import { page, table, tableRow } from './markdown.ts';

/** Every error code with its meaning and who gives it. */
export function errorCodesPage(): string {
  const manual = MANUAL_CODES.map(({ code, name, meaning, advice, reach }) => {
    const full = errorCode('execution', code);
    const note = { any: '', tls: ' (schemes over TLS)', reserved: ' (reserved)' }[reach];
    const givers = commandsGiving(full, COMMANDS).map((giver) => `\`${giver.split(':')[0]}\``);
    return tableRow([`\`${formatErrorCode(full)}\``, `${name}${note}`, meaning, advice, givers.join(', ')]);
  });
  const subs = (Object.keys(SUB_CODE_TEXT) as SubCodeName[]).map((name) => {
    const { meaning, advice } = SUB_CODE_TEXT[name];
    return tableRow([`\`${formatErrorCode(errorCode(name))}\``, meaning, advice]);
  });
  return page(
    'Error codes',
    'With `AT+SYSLOG=1` a failure prints `ERR CODE:0x…` before `ERROR`. `atmqtt explain 0x010a6006` looks one up.',
    '## Of every command',
    table(['code', 'meaning', 'what to do'], subs),
    '## Of the MQTT commands',
    table(['code', 'name', 'meaning', 'what to do', 'given by'], manual),
  );
}
