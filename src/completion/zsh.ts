import { type CommandNode, everyCommand, type OptionNode, type Values } from './command-tree.ts';

/** For zsh 5 with compinit; to be sourced, or put into a folder of fpath as _atmqtt. */
export function zshScript(tree: CommandNode, standard: string): string {
  const commands = everyCommand(tree);
  const functions = [
    ...new Set(commands.flatMap(({ options }) => options.flatMap(({ values }) => valuesFunction(values)))),
    ...commands.map((command) => commandFunction(command, command === tree ? standard : undefined)),
  ];
  return `#compdef atmqtt
# Completion of atmqtt for zsh. Made by: atmqtt completion zsh

${functions.join('\n\n')}

if [[ $funcstack[1] == _atmqtt ]]; then
  _atmqtt "$@"
else
  compdef _atmqtt atmqtt
fi
`;
}

/** Completes what follows a command's name. */
function commandFunction(command: CommandNode, standard: string | undefined): string {
  const body = command.commands.length === 0 ? argumentsCall(command) : descent(command, standard);
  return [`${functionName(command.path)}() {`, ...body.map((line) => `  ${line}`), '}'].join('\n');
}

/** Offers the commands below, or goes on in the one that was typed. */
function descent(command: CommandNode, standard: string | undefined): string[] {
  return [
    'if ((CURRENT == 2)); then',
    '  local -a commands=(',
    ...command.commands.map(({ name, about }) => `    ${quote(`${name}:${about}`)}`),
    '  )',
    '  [[ $PREFIX != -* ]] && _describe -t commands command commands',
    ...argumentsCall(command).map((line) => `  ${line}`),
    '  return',
    'fi',
    'case $words[2] in',
    ...command.commands.map(
      ({ path, name }) => `  ${quote(name)}) shift words; ((CURRENT--)); ${functionName(path)} ;;`,
    ),
    ...(standard === undefined ? [] : [`  *) ${functionName(standard)} ;;`]),
    'esac',
  ];
}

function argumentsCall(command: CommandNode): string[] {
  const specs = [
    ...command.options.flatMap(optionSpecs),
    ...command.values.map((values) => `:${guarded(values.name)}:${action(values)}`),
  ];
  return [`_arguments -S`, ...specs.map((spec) => `  ${quote(spec)}`)].map((line, at) =>
    at < specs.length ? `${line} \\` : line,
  );
}

function optionSpecs({ short, long, about, takes, values }: OptionNode): string[] {
  const text = `[${about.replaceAll('\\', '\\\\').replaceAll(']', '\\]')}]`;
  if (takes === 'nothing')
    return [long, short].flatMap((flag) => (flag === undefined ? [] : `*${flag}${text}`));
  const value = `${takes === 'value' ? ':' : '::'}${guarded(values.name)}:${action(values)}`;
  return [
    ...(long === undefined ? [] : [`*${long}=${text}${value}`]),
    ...(short === undefined ? [] : [`*${short}+${text}${value}`]),
  ];
}

function action(values: Values): string {
  if (values.paths === 'files') return '_files';
  if (values.paths === 'directories') return '_files -/';
  if (goesOn(values)) return valuesName(values);
  return values.words.length === 0 ? ' ' : `(${values.words.join(' ')})`;
}

/** Words that go on behind `:` or `=` are more than a list. */
function goesOn({ words }: Values): boolean {
  return words.some((word) => /[:=]/.test(word));
}

function valuesFunction(values: Values): string[] {
  if (!goesOn(values)) return [];
  const open = values.words.filter((word) => /[:=]$/.test(word));
  const whole = values.words.filter((word) => !open.includes(word));
  const beginnings = values.pathBehind.map((each) => each.slice(0, -1)).join('|');
  return [
    [
      `${valuesName(values)}() {`,
      ...(beginnings === '' ? [] : [`  if compset -P '(${beginnings}):'; then _files; return; fi`]),
      `  compadd -S '' -- ${open.map(quote).join(' ')}`,
      `  compadd -- ${whole.map(quote).join(' ')}`,
      '}',
    ].join('\n'),
  ];
}

function valuesName({ name }: Values): string {
  return `_atmqtt_values_${name.replaceAll(/\W/g, '_')}`;
}

function functionName(path: string): string {
  return ['_atmqtt', ...path.split(' ').filter((word) => word !== '')].join('_').replaceAll('-', '_');
}

/** A colon ends a part of a specification. */
function guarded(text: string): string {
  return text.replaceAll(':', '\\:');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
