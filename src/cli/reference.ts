import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { errorCode, formatErrorCode, SUB_CODE_TEXT, type SubCodeName } from '#at/codes';
import { type CommandRow, FORM_KINDS, formName } from '#at/command';
import { MANUAL_CODES } from '#at/mqtt-codes';
import { COMMANDS } from '#commands/index';
import { variableOf } from '#config/environment';
import { fileJsonSchema } from '#config/file-schema';
import { eventSections } from '#expect/events-page';
import type { Module } from '#module/module';
import { listSettings } from '#module/settings/settings';
import { commandsGiving } from './code-index.ts';

const ROOT = new URL('../../', import.meta.url);
const PAGES = 'docs/reference/';
const NOTE = '<!-- Generated from the code by `npm run docs`; do not edit. -->';

const FAMILIES: Readonly<Record<string, string>> = {
  basic: 'Basic',
  storage: 'Storage',
  time: 'Time',
  wifi: 'Wi-Fi',
  ip: 'IP',
  mqtt: 'MQTT',
};

/** The pages of the reference, by file name: all of them come from rows of data. */
export function referencePages(): Readonly<Record<string, string>> {
  return {
    'commands.md': commandsPage(),
    'error-codes.md': errorCodesPage(),
    'settings.md': settingsPage(),
    'events.md': eventsPage(),
  };
}

/** All files that are made from the code, by their paths from the root of the project. */
export function generatedFiles(): Readonly<Record<string, string>> {
  const pages = Object.entries(referencePages()).map(([name, text]) => [PAGES + name, text]);
  return {
    ...Object.fromEntries(pages),
    'schema/atmqtt.schema.json': `${JSON.stringify(fileJsonSchema(), undefined, 2)}\n`,
  };
}

function commandsPage(): string {
  const sections = Object.entries(FAMILIES).map(([family, title]) => {
    const rows = COMMANDS.filter((row) => row.family === family);
    return [`## ${title}`, ...rows.map(commandSection)].join('\n\n');
  });
  const intro =
    'Every command ends in CR LF. A parameter in brackets may be left out. ' +
    'Parameters are checked in their order, then their number, then the state.';
  return `${['# Commands', NOTE, intro, ...sections].join('\n\n')}\n`;
}

function commandSection(row: CommandRow<Module>): string {
  const parts = [`### ${row.name}`, row.help, `\`\`\`\n${usage(row).join('\n')}\n\`\`\``];
  const set = row.forms.set;
  if (set !== undefined && set.params.length > 0) {
    const lines = set.params.map((param) =>
      tableRow([`\`${param.name}\``, param.about, param.limits, param.fallback ?? 'required']),
    );
    parts.push(table(['parameter', 'what it is', 'limits', 'when left out'], lines));
  }
  for (const kind of FORM_KINDS) {
    const requires = row.forms[kind]?.requires;
    if (requires === undefined) continue;
    const otherwise = requires.otherwise.map(({ when, code }) => `${when}: \`${formatErrorCode(code)}\``);
    parts.push(`Needs ${requires.needs}; in ${otherwise.join('; in ')}.`);
  }
  return parts.join('\n\n');
}

function usage(row: CommandRow<Module>): string[] {
  return FORM_KINDS.flatMap((kind) => {
    const form = row.forms[kind];
    if (form === undefined) return [];
    if (kind !== 'set') return [formName(row.name, kind)];
    const names = form.params.map((param, index) => {
      const text = `${index === 0 ? '' : ','}${param.type === 'string' ? `<"${param.name}">` : `<${param.name}>`}`;
      return param.fallback === undefined ? text : `[${text}]`;
    });
    return [`${row.name}=${names.join('')}${form.data ? '        then <length> bytes after the >' : ''}`];
  });
}

function errorCodesPage(): string {
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
  return `${[
    '# Error codes',
    NOTE,
    'With `AT+SYSLOG=1` a failure prints `ERR CODE:0x…` before `ERROR`. `atmqtt explain 0x010a6006` looks one up.',
    '## Of every command',
    table(['code', 'meaning', 'what to do'], subs),
    '## Of the MQTT commands',
    table(['code', 'name', 'meaning', 'what to do', 'given by'], manual),
  ].join('\n\n')}\n`;
}

function settingsPage(): string {
  const rows = listSettings().map(({ name, values, fallback, about }) =>
    tableRow([`\`${name}\``, about, values, `\`${JSON.stringify(fallback)}\``]),
  );
  return `${[
    '# Settings',
    NOTE,
    'Set with `--set name=value`, as often as needed, in a settings file, or with an environment variable: ' +
      `\`${variableOf('rxBufferBytes')}\` for \`rxBufferBytes\`, \`${variableOf('wifi.ssid')}\` for \`wifi.ssid\`.`,
    table(['setting', 'what it does', 'values', 'default'], rows),
  ].join('\n\n')}\n`;
}

function eventsPage(): string {
  return `${['# Events', NOTE, ...eventSections()].join('\n\n')}\n`;
}

function table(heads: readonly string[], rows: readonly string[]): string {
  return [tableRow(heads), tableRow(heads.map(() => '---')), ...rows].join('\n');
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** Writes the files, or with `--check` only compares. @returns the paths of those that were stale */
function main(check: boolean): string[] {
  return Object.entries(generatedFiles())
    .filter(([path, text]) => {
      const file = new URL(path, ROOT);
      if (readOrEmpty(file) === text) return false;
      if (!check) {
        mkdirSync(new URL('.', file), { recursive: true });
        writeFileSync(file, text);
      }
      return true;
    })
    .map(([path]) => path);
}

function readOrEmpty(file: URL): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

if (process.argv[1] !== undefined && import.meta.filename === process.argv[1]) {
  const check = process.argv.includes('--check');
  const stale = main(check);
  if (check && stale.length > 0) {
    process.stderr.write(`Files made from the code are stale (${stale.join(', ')}); run npm run docs.\n`);
    process.exitCode = 1;
  }
}
