import { decodeErrorCode, errorCode, formatErrorCode, NEVER_PRINTED, SUB_CODE_NAMES } from '#at/codes';
import { type CommandRow, FORM_KINDS, type Form, type FormKind } from '#at/command';
import { MQTT_CODES, manualCode } from '#at/mqtt-codes';
import { COMMANDS } from '#commands/index';
import { message, textOf } from '#messages/message';
import type { Module } from '#module/module';
import { listSettings } from '#module/settings/list';
import { loadTranscripts, type TranscriptCase } from './transcript.ts';

/** Something that a transcript must show, and one that does, as `file › title`. */
export interface Item {
  /** What it is: `AT+MQTTSUB?`, `AT+MQTTSUB 0x010a600d`, `0x010a600d AT_MQTT_…`, `rxBufferBytes`. */
  readonly what: string;
  readonly shownBy: string | undefined;
  /** Why it need not be shown. */
  readonly exempt?: string;
}

export interface Coverage {
  /** Every form of every command, answered with success. */
  readonly forms: readonly Item[];
  /** Every code that a command's row names, printed or warned of by that command. */
  readonly commandCodes: readonly Item[];
  /** Every code of the manual's table and every sub-code. */
  readonly codes: readonly Item[];
  readonly settings: readonly Item[];
}

const SECURE = 'test/interop/secure/connect-setting.test.ts';

/** Settings of ports, TLS, WebSocket and files that no transcript can show, and the tests that do. */
export const SHOWN_BY_TESTS: Readonly<Record<string, string>> = {
  flashSync: 'test/e2e/flash-sync.test.ts',
  rxFifoBytes: 'test/app/uart-filters.test.ts',
  reopenOnReset: 'test/e2e/uart.test.ts',
  hostBufferBytes: 'test/module/flow.test.ts',
  resetOn: 'test/app/host-resets.test.ts',
  slowHost: 'test/interop/unread-hosts.test.ts',
  absentHost: 'test/at/session/absent-host.test.ts',
  'connect.path': SECURE,
  'connect.certKeyId': SECURE,
  'connect.caId': SECURE,
  'connect.alpn': SECURE,
  'connect.sni': SECURE,
  'connect.passwordFile': 'test/e2e/connect-setting.test.ts',
};

const FORM_SUFFIX: Readonly<Record<FormKind, string>> = { set: '=…', query: '?', test: '=?', execute: '' };
/** What manual and genuine module do in a place, and what firmware changed, is played from what was observed. */
function shownByTest(setting: string): string | undefined {
  if (/^latency(\.|$)/.test(setting)) return 'test/latency/latency.test.ts';
  return /^(places\..*|firmware|follow)$/.test(setting)
    ? 'test/corpus/corpus.test.ts'
    : SHOWN_BY_TESTS[setting];
}

/** What an answer is made of, as far as it tells which command it belongs to. */
const TOKEN =
  /ERR CODE:(0x[0-9a-f]{8})⏎|(⏎OK⏎⏎>)|(⏎OK⏎|\+MQTTPUB:OK⏎)|(⏎ERROR⏎|\+MQTTPUB:FAIL⏎)|(⏎busy p\.\.\.⏎)|(⏎Will force to restart!!!⏎|⏎ready⏎)/g;
const WARNING = /0x[0-9a-f]{8}/;

/** Forms that answer ERROR whatever the module has been through. */
const NEVER_SUCCEEDS: Readonly<Record<string, string>> = {
  'AT+SYSROLLBACK': 'there is no firmware before this one',
};

/** Reads from the transcripts which of them shows what; that they are true, playing them shows. */
export function computeCoverage(cases: readonly TranscriptCase[] = loadTranscripts()): Coverage {
  const shown = new Map<string, string>();
  for (const each of cases) collect(each, shown);
  const item = (what: string, key: string, exempt?: string): Item => ({
    what,
    shownBy: shown.get(key),
    ...(exempt === undefined ? {} : { exempt }),
  });
  return {
    forms: COMMANDS.flatMap((row) =>
      formsOf(row).map(([kind]) => {
        const name = row.name + FORM_SUFFIX[kind];
        return item(name, name, NEVER_SUCCEEDS[name]);
      }),
    ),
    commandCodes: COMMANDS.flatMap((row) =>
      codesOf(row).map((code) => {
        const key = `${row.name} ${formatErrorCode(code)}`;
        return item(key, key, exemption(code));
      }),
    ),
    codes: [
      ...SUB_CODE_NAMES.map((name) =>
        item(
          `${formatErrorCode(errorCode(name))} ${textOf(message(`codeMeaning.${name}`))}`,
          `sub ${name}`,
          NEVER_PRINTED[name] && textOf(NEVER_PRINTED[name]),
        ),
      ),
      ...MQTT_CODES.map(({ code, name }) => {
        const full = errorCode('execution', code);
        return item(`${formatErrorCode(full)} ${name}`, formatErrorCode(full), exemption(full));
      }),
    ],
    settings: listSettings().map(({ name }) => {
      const { what, shownBy } = item(name, `setting ${name}`);
      return { what, shownBy: shownBy ?? shownByTest(name) };
    }),
  };
}

/** The items of a list that no transcript shows and that nothing excuses. */
export function missing(items: readonly Item[]): string[] {
  return items.filter(({ shownBy, exempt }) => (shownBy ?? exempt) === undefined).map(({ what }) => what);
}

function formsOf(row: CommandRow<Module>): [FormKind, Form<Module>][] {
  return FORM_KINDS.flatMap((kind) => {
    const form = row.forms[kind];
    return form === undefined ? [] : [[kind, form] as [FormKind, Form<Module>]];
  });
}

/** Every code that a row names, of any of its forms. */
function codesOf(row: CommandRow<Module>): number[] {
  const codes = formsOf(row).flatMap(([, form]) => [
    ...form.params.flatMap((param) => param.codes),
    ...(form.countCode === undefined ? [] : [form.countCode]),
    ...(form.requires?.otherwise.map(({ code }) => code) ?? []),
    ...form.codes,
  ]);
  return [...new Set(codes)];
}

function exemption(code: number): string | undefined {
  const parts = decodeErrorCode(code);
  const reach = parts?.subName === 'execution' ? manualCode(parts.ext)?.reach : undefined;
  if (reach === 'later') return 'of firmware after 5.0';
  return reach === 'reserved' ? 'reserved: no command gives it' : undefined;
}

/** Notes what one case shows: which answer belongs to which command follows from their order. */
function collect({ file, title, settings, directions }: TranscriptCase, shown: Map<string, string>): void {
  const place = `${file.replace('.transcript', '')} › ${title}`;
  // The first case stands for what it shows, unless a later one has it in its title.
  const note = (key: string): void => {
    const subject = key.replace(/^setting |[=?…]+$| .*$/g, '');
    const titled = (text = ''): boolean => text.split(/[^\w+.]+/).includes(subject);
    if (!shown.has(key) || (titled(title) && !titled(shown.get(key)))) shown.set(key, place);
  };
  for (const pair of settings) note(`setting ${pair.split('=')[0]}`);
  /** Commands without an answer yet; one that is answered busy is not the first of them but the last. */
  let waiting: Sent[] = [];
  let last: Sent | undefined;
  let codes: string[] = [];

  function blame(sent: Sent | undefined): void {
    for (const code of codes) {
      note(code);
      note(`sub ${decodeErrorCode(Number(code))?.subName}`);
      if (sent !== undefined) note(`${sent.name} ${code}`);
    }
    codes = [];
  }

  function answer(text: string): void {
    for (const [, code, prompt, success, failed, busy, restart] of text.matchAll(TOKEN)) {
      if (code !== undefined) codes.push(code);
      else if (success !== undefined) note(waiting.shift()?.form ?? '');
      else if (failed !== undefined) blame(waiting.shift());
      else if (busy !== undefined) blame(waiting.pop());
      else if (restart !== undefined) waiting = [];
      else if (prompt === undefined) throw new Error(`${place}: ${text}`);
    }
  }

  for (const { verb, text } of directions) {
    if (verb === '>') {
      const sent = commandsIn(text);
      waiting.push(...sent);
      last = sent.at(-1) ?? last;
    } else if (verb === '<' || verb === '<…') answer(text);
    else if (verb === '~') {
      codes = WARNING.exec(text)?.slice(0, 1) ?? [];
      blame(last);
    }
  }
}

interface Sent {
  readonly name: string;
  /** As a form is listed: `AT+MQTTPUB=…`. */
  readonly form: string;
}

/** The command lines in what a host sends, and `?` for a line that is none. */
function commandsIn(text: string): Sent[] {
  const lines = text.split(/⏎|␍|␊/).slice(0, -1);
  return lines.map((line) => {
    const name = /^AT[^=?]*/i.exec(line)?.[0].toUpperCase() ?? '?';
    return { name, form: name + FORM_SUFFIX[kindOf(line.slice(name.length))] };
  });
}

function kindOf(rest: string): FormKind {
  if (rest === '') return 'execute';
  if (rest === '?') return 'query';
  return rest === '=?' ? 'test' : 'set';
}
