import type { Command } from 'commander';
import { bashScript } from './completion-script/bash.ts';
import { fishScript } from './completion-script/fish.ts';
import type { Shell } from './completion-script/shells.ts';
import { commandTree } from './completion-script/tree.ts';
import { zshScript } from './completion-script/zsh.ts';

const WRITERS = { bash: bashScript, zsh: zshScript, fish: fishScript };

/**
 * A script that makes a shell complete the program's command line.
 * @param program the whole command line, as commander has it
 * @param standard the command that runs when none is named
 */
export function completionScript(shell: Shell, program: Command, standard: string): string {
  return WRITERS[shell](commandTree(program, standard), standard);
}
