import {
  decodeErrorCode,
  errorCode,
  executionCode,
  formatErrorCode,
  SUB_CODE_NAMES,
  SUB_CODES,
  type SubCodeName,
} from '#at/codes';
import { type CommandRow, type CommandSet, FORM_KINDS } from '#at/command';
import { MQTT_CODES, manualCode } from '#at/mqtt-codes';
import { absentReason } from '#at/other-modules';
import { shapeOf } from '#at/response';
import { URCS, type Urc } from '#at/urc';
import { UsageError } from '#errors/usage-error';
import { FIRMWARES } from '#firmware/releases';
import { english, type Language } from '#messages/language';
import { type Message, message } from '#messages/message';
import { COMPAT_RULES } from '#module/compat';
import { parseSettings } from '#module/settings/parse';
import { near } from '#text/nearest';
import { commandsGiving } from './code-index.ts';
import { EXAMPLES } from './examples.ts';
import { commandsFor } from './index.ts';
import { usageOf } from './usage.ts';

/** What ends an answer, and how the catalogue calls it. */
const ENDS: Readonly<Record<string, 'ok' | 'error' | 'prompt'>> = { OK: 'ok', ERROR: 'error', '>': 'prompt' };

const MANUAL_FIRST = MQTT_CODES[0]?.code ?? 0;
const MANUAL_LAST = MQTT_CODES.at(-1)?.code ?? 0;

/**
 * Explains what a person met: an error code (`0x010a6006`, `6006`) or its name (`AT_MQTT_NULL_LINK`, `busy`), a command
 * (`AT+MQTTPUB`, with or without parameters), a line that the module wrote (`+MQTTDISCONNECTED`), or a compat rule.
 * @param language what it is told in
 * @throws UsageError when it is none of them
 */
export function explain<C>(typed: string, rows: CommandSet<C>, language: Language = english): string {
  const text = typed.trim();
  const lines =
    ofCommand(text, rows, language) ??
    ofName(text, rows, language) ??
    ofUrc(text, language) ??
    ofAnswer(text, rows, language) ??
    ofCompatRule(text, language) ??
    ofCode(text, rows, language);
  if (lines !== undefined) return `${lines.join('\n')}\n`;
  const names = [
    ...MQTT_CODES.flatMap(({ name }) => [name, name.replace('AT_MQTT_', '')]),
    ...SUB_CODE_NAMES,
    ...COMPAT_RULES,
  ];
  throw new UsageError(message('explain.unknown', { typed: text, nearest: near(text, names) }));
}

/** A command, or a line with one. */
function ofCommand<C>(typed: string, rows: CommandSet<C>, language: Language): string[] | undefined {
  const { textOf, describe } = language;
  const [, name] = /^(AT[^=?\s]*)/i.exec(typed.toUpperCase()) ?? [];
  if (name === undefined || name.startsWith('AT_')) return undefined;
  const row = rows.find((each) => each.name === name);
  if (row === undefined) {
    const reason = absentReason(name, rows.absent);
    if (reason !== undefined) return [textOf(reason)];
    const names = rows.map((each) => each.name);
    throw new UsageError(message('explain.noCommand', { name, nearest: near(name, names) }));
  }
  const example = EXAMPLES[name];
  const answers = FORM_KINDS.flatMap((kind) => row.forms[kind]?.responses ?? []).map((each) => shapeOf(each));
  const params = row.forms.set?.params ?? [];
  const width = Math.max(0, ...params.map((param) => param.name.length));
  return [
    `${name}  ${describe(row.help)}`,
    ...usageOf(row, language).map((usage) => `  ${usage}`),
    ...params.map(({ name: param, about, limits }) => {
      const said = { about: describe(about), limits: describe(limits) };
      return `    ${param.padEnd(width)}  ${textOf(message('explain.aboutAndLimits', said))}`;
    }),
    ...[...new Set(answers)].map((answer) => `  ${textOf(message('explain.answers', { answer }))}`),
    ...(example === undefined ? [] : [`  ${textOf(message('explain.example', { example }))}`]),
  ];
}

/** The name of a code, as Espressif's headers and the manual have it, or as the module's log has it. */
function ofName<C>(typed: string, rows: readonly CommandRow<C>[], language: Language): string[] | undefined {
  const name = typed.toUpperCase().replace(/\s*P\.\.\.$/, '');
  const row = MQTT_CODES.find((each) => each.name === name || each.name === `AT_MQTT_${name}`);
  if (row !== undefined) return ofFullCode(executionCode(row.code), rows, language);
  const sub = SUB_CODE_NAMES.find(
    (each) => each.toUpperCase() === name || SUB_CODES[each].espressif === name,
  );
  return sub === undefined ? undefined : ofFullCode(errorCode(sub), rows, language);
}

/** A line that the module writes by itself. */
function ofUrc(typed: string, { textOf, describe }: Language): string[] | undefined {
  const wanted = typed.toUpperCase();
  const found = Object.values<Urc>(URCS).find((urc) => {
    const fixed = shapeOf(urc).toUpperCase().split(/[<[]/)[0] ?? '';
    return fixed !== '' && (wanted.startsWith(fixed) || fixed.replace(/[:=]$/, '') === wanted);
  });
  if (found === undefined) return undefined;
  return [
    shapeOf(found),
    `  ${textOf(message('explain.urc', { when: describe(found.when) }))}`,
    `  ${textOf(message('explain.broughtBy', { after: describe(found.after) }))}`,
  ];
}

/** The end of an answer, or a line before it, which its command explains. */
function ofAnswer<C>(typed: string, rows: CommandSet<C>, language: Language): string[] | undefined {
  const { textOf } = language;
  const wanted = typed.toUpperCase();
  const end = ENDS[wanted];
  if (end !== undefined) {
    return [
      wanted,
      `  ${textOf(message('explain.meaning', { text: message(`explain.${end}`) }))}`,
      `  ${textOf(message('explain.advice', { text: message(`explain.${end}Advice`) }))}`,
    ];
  }
  const row = rows.find(({ forms }) =>
    FORM_KINDS.some((kind) =>
      (forms[kind]?.responses ?? []).some((response) => {
        const fixed = shapeOf(response).toUpperCase().split(/[<[]/)[0] ?? '';
        return fixed !== '' && (wanted.startsWith(fixed) || fixed.replace(/[:=]$/, '') === wanted);
      }),
    ),
  );
  return row === undefined ? undefined : ofCommand(row.name, rows, language);
}

function ofCompatRule(typed: string, { textOf }: Language): string[] | undefined {
  const rule = COMPAT_RULES.find((each) => each.toLowerCase() === typed.toLowerCase());
  if (rule === undefined) return undefined;
  return [
    textOf(message('explain.compatRule', { rule })),
    `  ${textOf(message('explain.meaning', { text: message(`compat.${rule}`) }))}`,
    `  ${textOf(message('explain.advice', { text: message(`compatAdvice.${rule}`) }))}`,
  ];
}

function ofCode<C>(typed: string, rows: readonly CommandRow<C>[], language: Language): string[] | undefined {
  const digits = typed.replace(/^(ERR CODE:)?\s*(0x)?/i, '');
  if (!/^[0-9a-f]{1,8}$/i.test(digits)) return undefined;
  const value = Number.parseInt(digits, 16);
  const isManual = value >= MANUAL_FIRST && value <= MANUAL_LAST;
  const lines = ofFullCode(isManual ? executionCode(value) : value, rows, language);
  if (lines === undefined) throw new UsageError(message('explain.unknownCode', { typed }));
  return lines;
}

function ofFullCode<C>(
  full: number,
  rows: readonly CommandRow<C>[],
  language: Language,
): string[] | undefined {
  const { textOf } = language;
  const parts = decodeErrorCode(full);
  if (parts?.subName === undefined) return undefined;
  const manual = parts.subName === 'execution' ? manualCode(parts.ext) : undefined;
  const meaning = manual?.meaning ?? meaningOf(parts.subName, parts.ext);
  const advice = manual?.advice ?? message(`codeAdvice.${parts.subName}`);
  const givers = commandsGiving(full, rows, language);
  const name = manual?.name ?? SUB_CODES[parts.subName].espressif;
  return [
    `${formatErrorCode(full)}  ${name}`,
    `  ${textOf(message('explain.meaning', { text: meaning }))}`,
    `  ${textOf(message('explain.advice', { text: advice }))}`,
    ...(givers.length === 0
      ? elsewhere(full, language)
      : listed(message('explain.givenBy'), givers, language)),
  ];
}

/** The first release whose commands give a code that those of this one do not. */
function elsewhere(full: number, language: Language): string[] {
  for (const release of FIRMWARES) {
    const givers = commandsGiving(full, commandsFor(parseSettings({ firmware: release })), language);
    if (givers.length > 0) return listed(message('explain.givenByOther', { release }), givers, language);
  }
  return [];
}

function listed(title: Message, lines: readonly string[], { textOf }: Language): string[] {
  return [`  ${textOf(title)}`, ...lines.map((line) => `    ${line}`)];
}

function meaningOf(subName: SubCodeName, ext: number): Message {
  return subName === 'parse'
    ? message('explain.parameterUnreadable', { index: ext })
    : message(`codeMeaning.${subName}`);
}
