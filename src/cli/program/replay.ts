import { type Command, Option } from 'commander';
import type { ReplayArguments } from '../recording/replay.ts';

/** `atmqtt replay`. */
export function addReplay(program: Command): void {
  program
    .command('replay')
    .description(
      'answer a host from a recording, or play its host’s side against a module; exit code 1 where something else comes than was recorded',
    )
    .argument('<file>', 'the recording; docs/reference/recording.md has the format')
    .argument('<port>', 'where the host attaches, or with --as host where the module is')
    .addOption(
      new Option('--as <role>', 'whom the replay plays').choices(['module', 'host']).default('module'),
    )
    .option('--fast', 'do not wait as long as in the recording')
    .option(
      '--timeout <seconds>',
      'how much longer than in the recording the other side may take; 10 unless given with --as host, forever with --as module',
    )
    .action(async (file: string, port: string, options: ReplayArguments) => {
      const { replay } = await import('../recording/replay.ts');
      process.exit(await replay(file, port, options));
    });
}
