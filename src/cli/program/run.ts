import { type Command, Option } from 'commander';
import { UsageError } from '../failure.ts';
import { DEFAULT_PORTS, LOG_LEVELS, type RunOptions } from '../run-options.ts';
import { collect } from './options.ts';

/** `atmqtt run`, which is also what happens without a command. */
export function addRun(program: Command): void {
  program
    .command('run', { isDefault: true })
    .description('run a module until Ctrl-C')
    .option(
      '-p, --port <spec>',
      `where hosts attach, repeatable: pty[:LINK], tcp-listen:HOST:PORT[,fork], stdio (default: ${DEFAULT_PORTS.join(' and ')})`,
      collect,
      [],
    )
    .option('-b, --broker [host:port]', 'start an MQTT broker too; port 0 takes any free one')
    .option('--broker-tls [host:port]', 'let it listen over TLS, with certificates it makes for this run')
    .option('--broker-ws [host:port]', 'let it listen over WebSocket')
    .option('--broker-wss [host:port]', 'let it listen over secure WebSocket')
    .option('--try-tls', 'all of these, and the certificates in the module’s flash, to try every scheme')
    .option('-f, --flash <dir>', 'keep what the module stores in this directory')
    .option(
      '-s, --set <name=value>',
      'change a setting, repeatable; docs/reference/settings.md lists them',
      collect,
      [],
    )
    .addOption(new Option('--log-level <level>', 'how much to tell').choices(LOG_LEVELS).default('info'))
    .option('--ready-file <file>', 'write a line of JSON to this file once everything is up')
    .option('--json', 'print for programs: the ready line on standard output, the log as JSON')
    .allowExcessArguments()
    .action(async (options: RunOptions, command: Command) => {
      const [unknown] = command.args;
      if (unknown !== undefined)
        throw new UsageError(`There is no command ${unknown}; atmqtt --help lists them.`);
      const { run } = await import('../run.ts');
      await run(options);
    });
}
