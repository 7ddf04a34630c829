import { formatErrorCode } from '#at/codes';
import { type CommandRow, FORM_KINDS, formName } from '#at/command';
import { shapeOf } from '#at/response';
import { commandDifferences } from '#commands/differences';
import { EXAMPLES } from '#commands/examples';
import { COMMANDS } from '#commands/index';
import { usageOf } from '#commands/usage';
import { FIRMWARES, type Firmware } from '#firmware/releases';
import { textOf } from '#messages/message';
import type { Module } from '#module/module';
import { parseSettings } from '#module/settings/parse';
import { page, table, tableRow } from './markdown.ts';

const FAMILIES: Readonly<Record<string, string>> = {
  basic: 'Basic',
  storage: 'Storage',
  time: 'Time',
  wifi: 'Wi-Fi',
  ip: 'IP',
  mqtt: 'MQTT',
};

const withFirmware = (firmware: Firmware) => parseSettings({ firmware });
/** Each firmware against the one before it, and what follows the manual against what follows genuine modules. */
const COMPARISONS = [
  ...FIRMWARES.slice(1).map((firmware, index) => ({
    where: `from ${firmware}`,
    differences: commandDifferences(withFirmware(FIRMWARES[index] ?? firmware), withFirmware(firmware)),
  })),
  {
    where: '`follow: module`',
    differences: commandDifferences(parseSettings({}), parseSettings({ follow: 'module' })),
  },
];

/** Every command with its forms and parameters. */
export function commandsPage(): string {
  const sections = Object.entries(FAMILIES).map(([family, title]) => {
    const rows = COMMANDS.filter((row) => row.family === family);
    return [`## ${title}`, ...rows.map(commandSection)].join('\n\n');
  });
  const intro =
    'Every command ends in CR LF. A parameter in brackets may be left out. ' +
    'Parameters are checked in their order, then their number, then the state. ' +
    'What a form answers with comes before `OK` or `ERROR`; [URCs](urcs.md) come by themselves.';
  return page('Commands', intro, ...sections);
}

function commandSection(row: CommandRow<Module>): string {
  const parts = [`### ${row.name}`, row.help, `\`\`\`\n${usageOf(row).join('\n')}\n\`\`\``];
  const example = EXAMPLES[row.name];
  if (example !== undefined) parts.push(`For example \`${example}\``);
  const set = row.forms.set;
  if (set !== undefined && set.params.length > 0) {
    const lines = set.params.map((param) =>
      tableRow([`\`${param.name}\``, param.about, param.limits, param.fallback ?? 'required']),
    );
    parts.push(table(['parameter', 'what it is', 'limits', 'when left out'], lines));
  }
  const answers = FORM_KINDS.flatMap((kind) =>
    (row.forms[kind]?.responses ?? []).map((response) =>
      tableRow([`\`${formName(row.name, kind)}\``, `\`${shapeOf(response)}\``]),
    ),
  );
  if (answers.length > 0) parts.push(table(['form', 'answers with'], answers));
  for (const kind of FORM_KINDS) {
    const requires = row.forms[kind]?.requires;
    if (requires === undefined) continue;
    const otherwise = requires.otherwise.map(({ when, code }) => `${when}: \`${formatErrorCode(code)}\``);
    parts.push(`Needs ${requires.needs}; in ${otherwise.join('; in ')}.`);
  }
  const differences = differencesOf(row.name);
  if (differences.length > 0) parts.push(table(['where', 'what differs'], differences));
  return parts.join('\n\n');
}

/** What other firmware, and a module that follows genuine ones, have otherwise in a command. */
function differencesOf(name: string): string[] {
  return COMPARISONS.flatMap(({ where, differences }) =>
    differences
      .filter((each) => each.name === name || each.name.startsWith(`${name}=`) || each.name === `${name}?`)
      .map((each) =>
        tableRow([where, `${each.name === name ? '' : `\`${each.name}\`: `}${inCode(textOf(each.what))}`]),
      ),
  );
}

/** Names of parameters are no tags of HTML. */
function inCode(text: string): string {
  return text.replace(/<[^>]+>/g, (name) => `\`${name}\``);
}
