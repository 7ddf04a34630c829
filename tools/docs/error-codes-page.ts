import { errorCode, formatErrorCode, NEVER_PRINTED, SUB_CODE_NAMES, SUB_CODES } from '#at/codes';
import { MQTT_CODES } from '#at/mqtt-codes';
import { commandsGiving } from '#commands/code-index';
import { COMMANDS } from '#commands/index';
import { message, textOf } from '#messages/message';
import { page, table, tableRow } from './markdown.ts';

/** Every error code with its meaning and who gives it. */
export function errorCodesPage(): string {
  const manual = MQTT_CODES.map(({ code, name, meaning, advice, reach }) => {
    const full = errorCode('execution', code);
    const note = {
      any: '',
      tls: ' (schemes over TLS)',
      reserved: ' (reserved)',
      later: ' (firmware after 5.0; a name of ours)',
    }[reach];
    const givers = commandsGiving(full, COMMANDS).map((giver) => `\`${giver.split(':')[0]}\``);
    const cells = [`${name}${note}`, textOf(meaning), textOf(advice), givers.join(', ')];
    return tableRow([`\`${formatErrorCode(full)}\``, ...cells]);
  });
  const subs = SUB_CODE_NAMES.map((name) => {
    const never = NEVER_PRINTED[name];
    const note = never === undefined ? '' : ` (never printed: ${textOf(never)})`;
    return tableRow([
      `\`${formatErrorCode(errorCode(name))}\``,
      SUB_CODES[name].espressif,
      textOf(message(`codeMeaning.${name}`)) + note,
      textOf(message(`codeAdvice.${name}`)),
    ]);
  });
  return page(
    'Error codes',
    'With `AT+SYSLOG=1` a failure prints `ERR CODE:0x…` before `ERROR`. `atmqtt explain 0x010a6006` looks one up.',
    '## Of every command',
    table(['code', 'Espressif’s name', 'meaning', 'what to do'], subs),
    '## Of the MQTT commands',
    table(['code', 'name', 'meaning', 'what to do', 'given by'], manual),
  );
}
