import type { Command } from 'commander';
import { print } from '../output.ts';
import type { StatusOptions } from '../status.ts';

/** Exit code of a program that runs and is not ready. */
const EXIT_NOT_READY = 1;

/** `atmqtt status`. */
export function addStatus(program: Command): void {
  program
    .command('status')
    .description('say how a running program is: exit code 0 ready, 1 not ready, 2 not reached')
    .argument(
      '[address]',
      'where its metrics are, as HOST:PORT or URL; --metrics, ATMQTT_METRICS, the settings file or 127.0.0.1:9464 unless given',
    )
    .option('--metrics <host:port>', 'the same, as run takes it')
    .option('-c, --config <file>', 'the settings file that it runs with')
    .option('--json', 'print it as one line of JSON')
    .action(async (address: string | undefined, options: StatusOptions) => {
      const { showStatus } = await import('../status.ts');
      const ready = await showStatus(address, options, { environment: process.env, now: Date.now(), print });
      process.exitCode = ready ? 0 : EXIT_NOT_READY;
    });
}
