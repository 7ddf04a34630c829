import { readdirSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { FORM_KINDS } from '#at/command';
import { URCS, type Urc } from '#at/urc';
import { buildProgram } from '#cli/program/index';
import { commandsFor } from '#commands/index';
import { FAULT_NAMES, inputSchema } from '#faults/table';
import { FIRMWARES } from '#firmware/releases';
import { chinese } from '#messages/zh/chinese';
import { help } from '#messages/zh/help/index';
import { listSettings } from '#module/settings/list';
import { parseSettings } from '#module/settings/parse';
import { readyFile, readyNames } from '#scenario/find-scenario';
import { readScenario } from '#scenario/read/read-scenario';
import { shortAbout } from '#scenario/short-about';
import { printedScenario } from '#swarm/default-scenario';

const SCENARIOS = readyNames().map((name) => shortAbout(readScenario(readyFile(name)).about ?? ''));
const rows = FIRMWARES.flatMap((firmware) =>
  (['manual', 'module'] as const).flatMap((follow) => commandsFor(parseSettings({ firmware, follow }))),
);
const forms = rows.flatMap((row) => FORM_KINDS.flatMap((kind) => row.forms[kind] ?? []));
const params = forms.flatMap((form) => form.params);
const urcs = Object.values<Urc>(URCS);

const TEXTS: readonly (readonly [string, readonly string[]])[] = [
  ['commands', rows.map((row) => row.help)],
  ['parameters', params.map(({ about }) => about)],
  ['the limits of parameters', params.map((each) => each.limits)],
  [
    'parameters that are left out',
    params.flatMap(({ fallback = '' }) => (/ /.test(fallback) ? [fallback] : [])),
  ],
  [
    'the states that commands need',
    forms.flatMap(({ requires }) => requires?.otherwise.map(({ when }) => when) ?? []),
  ],
  ['what commands need', forms.flatMap(({ requires }) => requires?.needs ?? [])],
  [
    'parameters of faults',
    FAULT_NAMES.flatMap((name) =>
      Object.values(inputSchema(name).shape).flatMap(({ description }) => description ?? []),
    ),
  ],
  ['URCs', urcs.flatMap(({ when, after }) => [when, after])],
  ['settings', listSettings().map(({ about }) => about)],
  ['scenarios', SCENARIOS],
  ['the scenario of a swarm', commentsOfScenario()],
  ['the command line', commandLineTexts(buildProgram())],
  [
    'commander',
    [
      'Usage:',
      'Arguments:',
      'Options:',
      'Global Options:',
      'Commands:',
      'choices:',
      'default:',
      '(atmqtt --help lists the commands and options)',
    ],
  ],
];

describe('what stands in English with what it describes has its Chinese', () => {
  test.each(TEXTS)('%s', (_, texts) => {
    const missing = [...new Set(texts)].filter((text) => !help.has(text) && chinese.describe(text) === text);
    expect(missing).toEqual([]);
  });

  test('and nothing has that is not there any more', () => {
    const there = new Set(TEXTS.flatMap(([, texts]) => texts));
    expect([...help.keys()].filter((text) => !there.has(text))).toEqual([]);
  });
});

function commentsOfScenario(): string[] {
  const comments: string[] = [];
  printedScenario({
    describe(text) {
      comments.push(text);
      return text;
    },
  });
  return comments;
}

/** The help of a command and of all below it. */
function commandLineTexts(command: Command): string[] {
  const help = command.createHelp();
  return [
    command.description(),
    ...[...help.visibleOptions(command), ...help.visibleArguments(command)].flatMap(
      ({ description, defaultValueDescription }) => [
        description,
        ...(defaultValueDescription === undefined ? [] : [defaultValueDescription]),
      ],
    ),
    ...help.visibleCommands(command).flatMap(commandLineTexts),
  ];
}

const SOURCES = new URL('../../src/messages/zh/', import.meta.url);
const han = '\\p{Script=Han}';
/** As Espressif's manual is set. */
const SLIPS = [
  new RegExp(`${han}[A-Za-z0-9]|[A-Za-z0-9]${han}`, 'u'),
  new RegExp(`${han}[,;:?!()]|[,;?!()]${han}`, 'u'),
  / [，。；：？（）、]|[，。；：？（）、] (?! )\S/u,
];

test('a blank between Han and Latin letters, and full-width punctuation in Chinese', () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  expect(files.length).toBeGreaterThan(40);
  const slips = files.flatMap((file) =>
    readFileSync(new URL(file, SOURCES), 'utf8')
      .split('\n')
      // The name of the language is Chinese in English too.
      .map((line) => line.replaceAll('(简体中文)', ''))
      .filter((line) => SLIPS.some((slip) => slip.test(line)))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(slips).toEqual([]);
});
