import { Argument, type Command } from 'commander';
import { SHELLS, type Shell } from '#completion/shells';

import { printedLanguage } from '../language.ts';

/** What `atmqtt` does without a command. */
const STANDARD = 'run';

/** `atmqtt completion`. */
export function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('print a script that makes a shell complete this command line')
    .addArgument(
      new Argument('<shell>', 'source it, as in: source <(atmqtt completion bash)').choices(SHELLS),
    )
    .action(async (shell: Shell) => {
      const { completionScript } = await import('#completion/script');
      process.stdout.write(completionScript(shell, program, STANDARD, printedLanguage()));
    });
}
