import type { Command } from 'commander';
import { english } from '#messages/language';
import { bashScript } from './bash.ts';
import { commandTree } from './command-tree.ts';
import { fishScript } from './fish.ts';
import type { Shell } from './shells.ts';
import { zshScript } from './zsh.ts';

const WRITERS = { bash: bashScript, zsh: zshScript, fish: fishScript };

/**
 * A script that makes a shell complete the program's command line.
 * @param program the whole command line, as commander has it
 * @param standard the command that runs when none is named
 * @param language what is said of commands and options is in it
 */
export function completionScript(
  shell: Shell,
  program: Command,
  standard: string,
  language = english,
): string {
  return WRITERS[shell](commandTree(program, standard, language), standard);
}
