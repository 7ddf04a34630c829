import { type Command, Option } from 'commander';
import type { PlayArguments } from '../play/play.ts';

/** `atmqtt play`. */
export function addPlay(program: Command): void {
  program
    .command('play')
    .description('play scenarios: what goes wrong between a host, a module and a broker, step by step')
    .argument('[scenario...]', 'files, or names of built-in ones; docs/guides/scenarios.md has the language')
    .option('--all', 'play all that are ready')
    .option('--list', 'list the built-in ones and end')
    .option(
      '--against <spec>',
      'play against what is at this port, such as serial:/dev/ttyUSB0, tcp:HOST:PORT or pty:PATH; a module in this process unless given',
    )
    .addOption(
      new Option(
        '--as <role>',
        'whom the scenario plays: the host of the module at that port, or the module of the host there',
      )
        .choices(['host', 'module'])
        .default('host'),
    )
    .option('--skip-faults', 'leave out what cannot be done to a module elsewhere')
    .option('-b, --broker <host:port>', 'where the embedded broker listens, for hardware that must reach it')
    .option('--junit <file>', 'write how it came out to this file, as JUnit XML')
    .option('--json', 'print events for programs, one line of JSON each; docs/reference/events.md lists them')
    .option('--seed <number>', 'begin randomness with this number, in place of the scenario’s')
    .action(async (scenarios: readonly string[], options: PlayArguments) => {
      const { play } = await import('../play/play.ts');
      process.exit(await play(scenarios, options));
    });
}
