import { type CommandNode, everyCommand, type OptionNode, type Values } from './command-tree.ts';

/** For bash 3.2, which macOS has, and later; needs no bash-completion. */
export function bashScript(tree: CommandNode, standard: string): string {
  const commands = everyCommand(tree);
  const nested = commands.filter(({ path }) => path.includes(' ')).map(({ path }) => quote(path));
  return `# Completion of atmqtt for bash. Made by: atmqtt completion bash

_atmqtt() {
  # bash cuts words at = and : too; put them together again.
  local words=() rest=$COMP_LINE n=-1 i gap
  for ((i = 0; i <= COMP_CWORD; i++)); do
    gap=\${rest%%[![:space:]]*}
    rest=\${rest#"$gap"}
    if ((i == 0)) || [[ -n $gap || -z $rest ]]; then
      words[++n]=\${COMP_WORDS[i]}
    else
      words[n]+=\${COMP_WORDS[i]}
    fi
    rest=\${rest#"\${COMP_WORDS[i]}"}
  done

  # What bash will replace is only the last piece of the word.
  local typed=\${words[n]} piece=\${COMP_WORDS[COMP_CWORD]} kept value_of=\${words[n - 1]} before=''
  [[ -z \${piece//[:=]/} ]] && piece=''
  kept=\${typed%"$piece"}
  if [[ $typed == --*=* ]]; then
    value_of=\${typed%%=*}
    before=$value_of=
    typed=\${typed#*=}
  fi

  local command=''
  if ((n > 1)); then
    case \${words[1]} in
      ${tree.commands.map(({ path }) => quote(path)).join(' | ')}) command=\${words[1]} ;;
      *) command=${standard} ;;
    esac
  fi
  for ((i = 2; i < n; i++)); do
    case "$command \${words[i]}" in
      ${nested.join(' | ')}) command="$command \${words[i]}" ;;
      *) break ;;
    esac
  done

  COMPREPLY=()
  local takes=''
  case "$command $value_of" in
${valueCases(commands).join('\n')}
  esac
  [[ -n $takes && ( $takes == value || -n $before || $typed != -* ) ]] && return
  if [[ $typed == -* ]]; then
    case $command in
${commands.flatMap(optionsCase).join('\n')}
    esac
  else
    case $command in
${commands.flatMap(argumentsCase).join('\n')}
    esac
  fi
}

# Offers those of the words that go on from what is typed.
_atmqtt_words() {
  local word
  for word in "$@"; do
    [[ $word == "$typed"* ]] || continue
    word=$before$word
    COMPREPLY[\${#COMPREPLY[@]}]=\${word#"$kept"}
  done
  [[ \${#COMPREPLY[@]} == 1 && \${COMPREPLY[0]} == *[:=] ]] && compopt -o nospace 2>/dev/null
}

# Offers files (-f) or directories (-d), behind a beginning such as pty: if one is given.
_atmqtt_paths() {
  local path
  [[ $typed == "$2"* ]] || return
  compopt -o filenames 2>/dev/null
  while IFS= read -r path; do
    path=$before$2$path
    COMPREPLY[\${#COMPREPLY[@]}]=\${path#"$kept"}
  done < <(compgen "$1" -- "\${typed#"$2"}")
}

complete -F _atmqtt atmqtt
`;
}

/** What is offered behind each option that takes a value; the same answer only once. */
function valueCases(commands: readonly CommandNode[]): string[] {
  const options = commands.flatMap((command) =>
    command.options
      .filter(({ takes }) => takes !== 'nothing')
      .map((option) => ({
        patterns: flags(option).map((flag) => quote(`${command.path} ${flag}`)),
        answer: [`takes=${option.takes === 'value' ? 'value' : 'maybe'}`, ...offers(option.values)].join(
          '; ',
        ),
      })),
  );
  return [...new Set(options.map(({ answer }) => answer))].map((answer) => {
    const patterns = options
      .filter((option) => option.answer === answer)
      .flatMap((option) => option.patterns);
    return `    ${patterns.join(' | ')}) ${answer} ;;`;
  });
}

function optionsCase(command: CommandNode): string[] {
  const words = command.options.flatMap(flags);
  return words.length === 0 ? [] : [`      ${quote(command.path)}) _atmqtt_words ${words.join(' ')} ;;`];
}

function argumentsCase(command: CommandNode): string[] {
  const names = command.commands.map(({ name }) => name);
  const all = [
    ...(names.length === 0 ? [] : [`_atmqtt_words ${names.map(quote).join(' ')}`]),
    ...command.values.flatMap(offers),
  ];
  return all.length === 0 ? [] : [`      ${quote(command.path)}) ${all.join('; ')} ;;`];
}

function offers({ words, paths, pathBehind }: Values): string[] {
  return [
    ...(words.length === 0 ? [] : [`_atmqtt_words ${words.map(quote).join(' ')}`]),
    ...(paths === undefined ? [] : [`_atmqtt_paths ${paths === 'files' ? '-f' : '-d'}`]),
    ...pathBehind.map((beginning) => `_atmqtt_paths -f ${quote(beginning)}`),
  ];
}

function flags({ long, short }: OptionNode): string[] {
  return [long, short].filter((flag) => flag !== undefined);
}

function quote(text: string): string {
  return /^[\w.:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
