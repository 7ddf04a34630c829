import { type CommandNode, everyCommand, type OptionNode, type Values } from './command-tree.ts';

/** For fish 3.1 and later. */
export function fishScript(tree: CommandNode, standard: string): string {
  const commands = everyCommand(tree);
  const nested = commands.filter(({ path }) => path.includes(' ')).map(({ path }) => quote(path));
  return `# Completion of atmqtt for fish. Made by: atmqtt completion fish

# Whether the words before the one being typed name this command.
function __atmqtt_at
    set -l words (commandline -opc)
    set -e words[1]
    set -l command ''
    if set -q words[1]
        set command ${standard}
        contains -- $words[1] ${tree.commands.map(({ path }) => quote(path)).join(' ')}
        and set command $words[1]
    end
    if set -q words[2]
        for word in $words[2..-1]
            contains -- "$command $word" ${nested.join(' ')}
            or break
            set command "$command $word"
        end
    end
    contains -- "$command" $argv
end

# Paths behind a beginning such as pty:
function __atmqtt_paths_behind
    set -l typed (string replace -r -- '^-[^=]*=' '' (commandline -ct))
    for beginning in $argv
        string match -q -- "$beginning*" $typed
        or continue
        set -l rest (string sub -s (math 1 + (string length -- $beginning)) -- $typed)
        for path in $rest*
            test -d $path
            and set path $path/
            echo $beginning$path
        end
    end
end

complete -c atmqtt -e
complete -c atmqtt -f
${commands.flatMap(linesOf).join('\n')}
`;
}

function linesOf(command: CommandNode): string[] {
  const here = `complete -c atmqtt -n ${quote(`__atmqtt_at ${quote(command.path)}`)}`;
  return [
    ...command.commands.map(({ name, about }) => `${here} -a ${quote(name)} -d ${quote(about)}`),
    ...command.options.map((option) => `${here} ${optionWords(option)}`),
    ...command.values.flatMap((values) => {
      const offer = offers(values);
      return offer === '' ? [] : [`${here} ${offer}`];
    }),
  ];
}

function optionWords(option: OptionNode): string {
  const words = [
    ...(option.short === undefined ? [] : [`-s ${option.short.slice(1)}`]),
    ...(option.long === undefined ? [] : [`-l ${option.long.slice(2)}`]),
    `-d ${quote(option.about)}`,
  ];
  if (option.takes === 'nothing') return words.join(' ');
  if (option.takes === 'value') words.push(option.values.paths === 'files' ? '-r' : '-x');
  const offer = offers(option.values);
  return [...words, ...(offer === '' ? [] : [offer])].join(' ');
}

function offers({ words, paths, pathBehind }: Values): string {
  if (paths === 'files') return '-F';
  if (paths === 'directories') return `-a '(__fish_complete_directories (commandline -ct))'`;
  const all = words.join(' ');
  const behind = pathBehind.length === 0 ? '' : ` (__atmqtt_paths_behind ${pathBehind.join(' ')})`;
  return all === '' ? '' : `-a ${quote(all + behind)}`;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
