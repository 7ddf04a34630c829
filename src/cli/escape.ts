import { readFileSync } from 'node:fs';
import type { CommandRow } from '#at/command';
import { absentReason } from '#at/other-modules';
import { decodeUtf8 } from '#bytes/utf8';
import { commandsFor } from '#commands/index';
import { reasonOf } from '#errors/atmqtt-error';
import { UsageError } from '#errors/usage-error';
import { type EscapedCommand, escapeCommand } from '#escape/command';
import {
  LANGUAGES,
  type Language,
  LITERAL_LANGUAGES,
  LITERALS,
  type LiteralLanguage,
} from '#escape/literals';
import { type EscapedPublish, escapePublish } from '#escape/publish';
import { type Message, message, textOf } from '#messages/message';
import { parseSettings } from '#module/settings/parse';
import type { Settings, SettingsInput } from '#module/settings/settings';
import { printedText } from './language.ts';

const NAMES: Readonly<Record<LiteralLanguage, string>> = {
  c: 'C',
  python: 'Python',
  javascript: 'JavaScript',
  micropython: 'MicroPython',
};
const STANDARD_INPUT = '-';
const LINE_END_BYTES = 2;
const REPLACEMENT = '\ufffd';

/** The options of `escape`, as they were typed. */
export interface EscapeArguments extends Pick<SettingsInput, 'firmware' | 'follow'> {
  readonly command?: string;
  readonly file?: string;
  readonly link: string;
  readonly qos: string;
  readonly retain?: boolean;
  readonly raw?: boolean;
  readonly language?: Language;
  readonly json?: boolean;
}

/** What it reads from and tells to. */
interface EscapeContext {
  /** Takes a piece of the answer. */
  write(bytes: Buffer): void;
  /** Takes what a person should know besides. */
  warn(warning: Message): void;
  /** All of standard input. */
  readInput(): Promise<Buffer>;
}

/**
 * Writes the command that publishes a message, or any command with these parameters, and its literals.
 * @param words topic and payload, or the parameters
 * @throws UsageError where there is no such command
 */
export async function printEscaped(
  words: readonly string[],
  options: EscapeArguments,
  context: EscapeContext,
): Promise<void> {
  const settings = parseSettings({ firmware: options.firmware, follow: options.follow });
  const find = (name: string): CommandRow<never> => rowOf(name, settings);
  const escaped: EscapedCommand & Partial<EscapedPublish> =
    options.command === undefined
      ? escapePublish(
          {
            ...(await topicAndPayload(words, options.file, context)),
            link: Number(options.link),
            qos: Number(options.qos),
            retain: options.retain === true,
            raw: options.raw === true,
            heapBytes: settings.heapBytes,
          },
          (name, values) => escapeCommand(find(name), values),
        )
      : await escapeAny(find(options.command), words, context);
  if (options.json === true)
    context.write(Buffer.from(`${JSON.stringify(asJson(escaped, options.language))}\n`));
  else if (options.language === undefined) context.write(forPeople(escaped));
  else {
    if (escaped.why !== undefined) context.warn(inDataMode(escaped, escaped.why));
    context.write(inLanguage(escaped, options.language));
  }
}

function rowOf(typed: string, settings: Settings): CommandRow<never> {
  const name = typed
    .toUpperCase()
    .replace(/^(?!AT)\+?/, 'AT+')
    .replace(/=$/, '');
  const rows = commandsFor(settings);
  const row = rows.find((each) => each.name === name);
  if (row !== undefined) return row as CommandRow<never>;
  throw new UsageError(
    absentReason(name, rows.absent) ??
      message('escaping.commandUnknown', { name, firmware: settings.firmware }),
  );
}

async function topicAndPayload(
  words: readonly string[],
  file: string | undefined,
  context: EscapeContext,
): Promise<{ topic: Buffer; payload: Buffer }> {
  const [topic, typed] = words;
  if (topic === undefined) throw new UsageError(message('escaping.noTopic'));
  if (words.length > 2) throw new UsageError(message('escaping.tooMany', { given: words.length }));
  if (typed !== undefined && file !== undefined) throw new UsageError(message('escaping.twoPayloads'));
  if (typed === undefined && file === undefined) throw new UsageError(message('escaping.noPayload'));
  const payload =
    file !== undefined && file !== STANDARD_INPUT
      ? readFile(file)
      : await given(typed ?? STANDARD_INPUT, message('escaping.payload'), context);
  return { topic: argument(topic, message('mqtt.topic'), context), payload };
}

/** Any command: a parameter that is `-` comes from standard input. */
async function escapeAny(
  row: CommandRow<never>,
  words: readonly string[],
  context: EscapeContext,
): Promise<EscapedCommand> {
  if (words.filter((word) => word === STANDARD_INPUT).length > 1) {
    throw new UsageError(message('escaping.twoInputs'));
  }
  const values: Buffer[] = [];
  for (const [index, word] of words.entries()) {
    const param = row.forms.set?.params[index];
    const what = message('escaping.parameter', { parameter: index + 1, name: param?.name ?? '' });
    const secret = param?.secret === true || (/PASSWORD$/.test(row.name) && param?.countsData === true);
    if (secret && word !== STANDARD_INPUT && word !== '')
      context.warn(message('escaping.secretShown', { what }));
    values.push(await given(word, what, context));
  }
  return escapeCommand(row, values);
}

async function given(word: string, what: Message, context: EscapeContext): Promise<Buffer> {
  return word === STANDARD_INPUT ? await context.readInput() : argument(word, what, context);
}

/** Node replaces what is not UTF-8 in an argument. */
function argument(word: string, what: Message, { warn }: EscapeContext): Buffer {
  if (word.includes(REPLACEMENT)) warn(message('escaping.replaced', { what }));
  return Buffer.from(word);
}

function readFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UsageError(message('escaping.unreadable', { path, why: reasonOf(error) }), { cause: error });
  }
}

function inDataMode({ name }: EscapedCommand, why: Message): Message {
  return message('escaping.inDataMode', { why, name });
}

/** The line as a person types it. */
function typed({ line }: EscapedCommand): Buffer {
  return line.subarray(0, line.length - LINE_END_BYTES);
}

/** A line for the command, and one for the data; of `at` the data are all bytes behind the first line. */
function inLanguage(escaped: EscapedCommand, language: Language): Buffer {
  const { line, data } = escaped;
  if (language === 'at') {
    return Buffer.concat([typed(escaped), Buffer.from('\n'), data ?? Buffer.alloc(0)]);
  }
  const literals = [line, ...(data === undefined ? [] : [data])].map(LITERALS[language]);
  return Buffer.from(literals.map((literal) => `${literal}\n`).join(''));
}

function forPeople(escaped: EscapedCommand & Partial<EscapedPublish>): Buffer {
  const { line, data, why } = escaped;
  const lines = [
    ...(why === undefined ? [] : [printedText(inDataMode(escaped, why)), '']),
    shown(typed(escaped)),
    '',
    ...literalLines(line),
  ];
  if (data !== undefined) {
    lines.push('', printedText(message('escaping.afterPrompt', { bytes: data.length })), '', shown(data));
    lines.push('', ...literalLines(data));
  }
  return Buffer.from(`${lines.join('\n')}\n`);
}

function literalLines(bytes: Buffer): string[] {
  return LITERAL_LANGUAGES.map((language) => `${NAMES[language].padEnd(12)} ${LITERALS[language](bytes)}`);
}

/** Text that does nothing to a terminal, as it is. */
function shown(bytes: Buffer): string {
  const text = decodeUtf8(bytes);
  const harmless = text !== undefined && !/(?![\n\t])[\p{Cc}\p{Cf}]/u.test(text);
  return harmless ? text : printedText(message('escaping.notShown'));
}

/** What is there to read for a program. */
function asJson(
  { name, line, data, why }: EscapedCommand & Partial<EscapedPublish>,
  only: Language | undefined,
) {
  const encoded = (bytes: Buffer, text: Buffer) => ({
    bytes: bytes.length,
    hex: bytes.toString('hex'),
    ...Object.fromEntries(
      LANGUAGES.filter((language) => only === undefined || language === only).map((language) => [
        language,
        language === 'at' ? (decodeUtf8(text) ?? null) : LITERALS[language](bytes),
      ]),
    ),
  });
  return {
    command: name,
    ...(why !== undefined && { why: textOf(why) }),
    line: encoded(line, line.subarray(0, line.length - LINE_END_BYTES)),
    ...(data !== undefined && { data: encoded(data, data) }),
  };
}
