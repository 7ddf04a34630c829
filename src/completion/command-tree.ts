import type { Argument, Command, Option } from 'commander';
import { FAULT_NAMES } from '#faults/table';
import { english, LANGUAGES, type Language } from '#messages/language';
import { listSettings, type SettingInfo } from '#module/settings/list';
import { portKinds } from '#ports/index';
import { readyNames } from '#scenario/find-scenario';

/** What `ctl wait` waits for. */
const WAITS = ['command=', 'state=', 'publish=', 'message=', 'compat', 'event='];

type Describe = Language['describe'];

/** What can be typed as a value. */
export interface Values {
  /** The name of the value, as help shows it. */
  readonly name: string;
  /** Words to choose from; one that ends in `:` or `=` goes on behind it. */
  readonly words: readonly string[];
  readonly paths?: 'files' | 'directories';
  /** Those of the words behind which a path follows. */
  readonly pathBehind: readonly string[];
}

/** An option and what it takes. */
export interface OptionNode {
  readonly short: string | undefined;
  readonly long: string | undefined;
  readonly about: string;
  readonly takes: 'nothing' | 'value' | 'maybe a value';
  readonly values: Values;
}

/** A command, the program itself among them. */
export interface CommandNode {
  /** The words that name it; of the program itself, none. */
  readonly path: string;
  readonly name: string;
  readonly about: string;
  readonly commands: readonly CommandNode[];
  readonly options: readonly OptionNode[];
  readonly values: readonly Values[];
}

/**
 * The command line as completion needs it.
 * @param standard the command whose options can also be typed without naming it
 * @param language what is said of commands and options is in it
 */
export function commandTree(program: Command, standard: string, { describe } = english): CommandNode {
  const root = node(program, '', describe);
  const options = root.commands.find(({ name }) => name === standard)?.options ?? [];
  const own = root.options.filter(({ long }) => !options.some((option) => option.long === long));
  return { ...root, options: [...own, ...options] };
}

/** The program and all its commands, commands before what is below them. */
export function everyCommand(tree: CommandNode): CommandNode[] {
  return [tree, ...tree.commands.flatMap(everyCommand)];
}

function node(command: Command, path: string, describe: Describe): CommandNode {
  const help = command.createHelp();
  const siblings = help.visibleCommands(command);
  const names = siblings.map((each) => each.name());
  return {
    path,
    name: command.name(),
    about: describe(command.description()),
    commands: siblings.map((each) => {
      const below = node(each, `${path} ${each.name()}`.trim(), describe);
      // Commander makes this one up, and it takes the others' names.
      if (each.name() !== 'help') return below;
      return { ...below, values: [wordValues('command', names)], options: [] };
    }),
    options: [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)]
      // It tells the version of the program; below a command nobody asks for it.
      .filter(({ long }) => path === '' || long !== '--version')
      .map((option) => optionNode(option, describe)),
    values: command.registeredArguments.map(argumentValues),
  };
}

function optionNode(option: Option, describe: Describe): OptionNode {
  const name = /[<[](.+?)(?:\.\.\.)?[>\]]/.exec(option.flags)?.[1] ?? '';
  return {
    short: option.short,
    long: option.long,
    about: describe(option.description),
    takes: option.required ? 'value' : option.optional ? 'maybe a value' : 'nothing',
    values: option.argChoices === undefined ? namedValues(name) : wordValues(name, option.argChoices),
  };
}

function argumentValues(argument: Argument): Values {
  const { argChoices } = argument;
  return argChoices === undefined ? namedValues(argument.name()) : wordValues(argument.name(), argChoices);
}

/** What a value's name says about it. */
function namedValues(name: string): Values {
  switch (name) {
    case 'file':
      return { ...wordValues(name, []), paths: 'files' };
    case 'language':
      return wordValues(name, LANGUAGES);
    case 'dir':
      return { ...wordValues(name, []), paths: 'directories' };
    case 'scenario':
      return { ...wordValues(name, readyNames()), paths: 'files' };
    case 'fault':
      return wordValues(name, FAULT_NAMES);
    case 'condition':
      return wordValues(name, WAITS);
    case 'spec':
      return portValues(name);
    case 'name=value':
      return wordValues(name, listSettings().flatMap(settingWords));
    default:
      return wordValues(name, []);
  }
}

function wordValues(name: string, words: readonly string[]): Values {
  return { name, words, pathBehind: [] };
}

/** The kinds of port: `pty` and `pty:` for a usage of `pty[:LINK]`. */
function portValues(name: string): Values {
  const kinds = portKinds.map((kind) => ({ ...kind, rest: kind.usage.slice(kind.name.length) }));
  return {
    name,
    words: kinds.flatMap((kind) => {
      if (kind.rest.startsWith('[:')) return [kind.name, `${kind.name}:`];
      return [kind.rest.startsWith(':') ? `${kind.name}:` : kind.name];
    }),
    pathBehind: kinds
      .filter(({ rest }) => /^\[?:(?:LINK|PATH|DEVICE)\b/.test(rest))
      .map((kind) => `${kind.name}:`),
  };
}

/** `terminator=crlf`, `terminator=cr` … for a setting that takes words, `links=` for others. */
function settingWords({ name, words = [''] }: SettingInfo): string[] {
  return words.map((word) => `${name}=${word}`);
}
