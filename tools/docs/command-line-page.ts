import type { Command } from 'commander';
import { buildProgram } from '#cli/program/index';
import { page, table, tableRow } from './markdown.ts';

const INTRO = `\`npm run build\` makes the program, \`dist/cli/main.js\`, and \`npm link\` puts it on the PATH as \`atmqtt\`; \`npm pack\` makes
a package that installs elsewhere without a compiler. \`run\` may be left out: \`atmqtt --port stdio\` is \`atmqtt run --port stdio\`.

An option counts before the environment, that before the settings file: [configuration](../guides/configuration.md). What
\`--exec\`, \`--expect\`, \`--fail\`, \`--timeout\` and \`--junit\` do: [in CI](../guides/ci.md).`;

const EVERY = `Before the command or behind it.

Texts for people – the log, \`explain\`, \`doctor\`, help – come in English, or in simplified Chinese where \`--lang zh\` or \`ATMQTT_LANG=zh\` asks for it;
\`zh-CN\` and \`zh_TW\` mean the same. On a terminal, \`LC_ALL\`, \`LC_MESSAGES\` and \`LANG\` count besides, in this order, for what is on that terminal:
a log that goes into a pipe or a file stays English unless a language was asked for by name. What programs read is the same in every
language: events, JSON, JUnit reports, error codes, the AT wire.
[All texts in both languages](messages.md).`;

const ENDING = `## How a run begins and ends

With \`--ready-file\` one line of JSON is written to that file once everything is up, whole as soon as it is there; with
\`--json\` the same line comes first on standard output, [events](events.md) follow it, and the log comes as lines of JSON on
standard error:

\`\`\`
{"ready":true,"pid":…,"modules":[{"name":"module0","ports":[…]}],"broker":{"url":…,"urls":[…]}}
\`\`\`

SIGUSR2 resets all modules, as their reset lines would, those of a swarm too; no other command minds it. SIGINT and SIGTERM switch the modules off and remove their links:
to the broker that is a lost connection, as when a genuine module loses its power. What the user can mend – an unknown
option, a taken port, a wrong setting – is one sentence and exit code 2.

## Completion

\`source <(atmqtt completion bash)\` in \`~/.bashrc\`; \`source <(atmqtt completion zsh)\` after \`compinit\` in \`~/.zshrc\`;
\`atmqtt completion fish > ~/.config/fish/completions/atmqtt.fish\`.`;

/** Every command of the program with its arguments and options. */
export function commandLinePage(): string {
  const program = buildProgram();
  const options = table(['option', 'what it is'], optionRows(program));
  return page(
    'Command line',
    INTRO,
    ...sections(program, []),
    `## Options of every command\n\n${options}\n\n${EVERY}`,
    ENDING,
  );
}

/** A section for each command that does something, with what is below it. */
function sections(command: Command, path: readonly string[]): string[] {
  const below = command.commands.flatMap((each) => sections(each, [...path, each.name()]));
  return below.length > 0 ? below : [section(command, path.join(' '))];
}

function section(command: Command, name: string): string {
  const help = command.createHelp();
  const rows = [
    ...help
      .visibleArguments(command)
      .map((each) => tableRow([`\`<${each.name()}>\``, help.argumentDescription(each)])),
    ...optionRows(command),
  ];
  const heading = `## atmqtt ${name}\n\n${capital(command.description())}.`;
  return `${heading}\n\n${table(['argument or option', 'what it is'], rows)}`;
}

function optionRows(command: Command): string[] {
  const help = command.createHelp();
  return help
    .visibleOptions(command)
    .filter(({ long }) => long !== '--help')
    .map((each) => tableRow([`\`${help.optionTerm(each)}\``, help.optionDescription(each)]));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
