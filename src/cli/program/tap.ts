import type { Command } from 'commander';
import type { TapArguments } from '../recording/tap.ts';

/** `atmqtt tap`. */
export function addTap(program: Command): void {
  program
    .command('tap')
    .description('stand between a host and a genuine module, show what they say to each other, and record it')
    .argument('<host>', 'the port that the host attaches to, such as pty:/tmp/esp or serial:/dev/ttyUSB1')
    .argument('<module>', 'the port that the module is at, such as serial:/dev/ttyUSB0 or rfc2217:HOST:PORT')
    .option(
      '--record <file>',
      'record all of it in this file, with times; docs/reference/recording.md has the format',
    )
    .option('--mask', 'leave passwords out of the recording')
    .option('--quiet', 'do not show what is said')
    .action(async (host: string, module: string, options: TapArguments) => {
      const { tap } = await import('../recording/tap.ts');
      process.exit(await tap(host, module, options));
    });
}
