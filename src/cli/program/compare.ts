import { type Command, Option } from 'commander';
import { FOLLOWS } from '#firmware/places';
import { FIRMWARES } from '#firmware/releases';
import type { CompareArguments } from '../compare/compare.ts';
import { collect } from './plan-options.ts';

/** `atmqtt compare`. */
export function addCompare(program: Command): void {
  program
    .command('compare')
    .description(
      'play what genuine modules were seen to do on a module, genuine or not, and say what it does otherwise',
    )
    .argument('<port>', 'where the module is, such as serial:/dev/ttyUSB0, tcp:HOST:PORT or pty:PATH')
    .option('--only <name>', 'only this group or case, repeatable', collect)
    .option(
      '-b, --broker <host:port>',
      'where the broker of the cases listens, at an address that the module reaches; none: there is none',
    )
    .option('--ssid <name>', 'the access point to join first; the module’s own unless given')
    .option(
      '--wifi-password-file <file>',
      'file whose only line is its password; -: standard input; ATMQTT_WIFI_PASSWORD_FILE and ATMQTT_WIFI_PASSWORD unless given',
    )
    .addOption(
      new Option(
        '--allow <what>',
        'what may be done to the module, repeatable: restart, restore (its factory settings), flash (write to its partition of certificates and keys)',
      )
        .argParser(collect)
        .default([], 'nothing'),
    )
    .option(
      '--timeout <time>',
      'how much longer a module may take than the one that was observed, such as 5s; 2s unless given',
    )
    .addOption(
      new Option(
        '--firmware <release>',
        'hold it against ours as this release; as the one it is most like unless given',
      ).choices(FIRMWARES),
    )
    .addOption(
      new Option('--follow <whom>', 'hold it against ours as the manual or a genuine module has it').choices(
        FOLLOWS,
      ),
    )
    .option('--html <file>', 'write the report to this file, as a page')
    .option('--corrections <file>', 'write what came to this file, for those who maintain atmqtt')
    .option('--json', 'print the report for programs')
    .action(async (port: string, options: CompareArguments) => {
      const { compare } = await import('../compare/compare.ts');
      process.exit(await compare(port, options));
    });
}
