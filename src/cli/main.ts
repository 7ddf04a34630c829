#!/usr/bin/env node
import { Command, Option } from 'commander';
import { VERSION } from '../module/version.ts';
import type { DoctorOptions } from './doctor.ts';
import { EXIT_USAGE, reportFailure, UsageError } from './failure.ts';
import type { ExportOptions, FlashOptions } from './flash.ts';
import { DEFAULT_PORTS, LOG_LEVELS, type RunOptions } from './run-options.ts';

const collect = (value: string, all: readonly string[] = []): string[] => [...all, value];

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Exit code of a diagnosis that found something wrong. */
const EXIT_UNWELL = 1;

function build(): Command {
  const program = new Command('atmqtt')
    .description('An ESP-AT MQTT module in software: AT+MQTT… on one side, a real MQTT broker on the other.')
    .version(VERSION)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT_USAGE))
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'atmqtt: ')) })
    .showHelpAfterError('(atmqtt --help lists the commands and options)');

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
      const { run } = await import('./run.ts');
      await run(options);
    });

  program
    .command('explain')
    .description('say what an error code means, which commands give it and what to do')
    .argument('<code>', 'as printed, 0x010a6006, or the manual’s part, 6006')
    .action(async (code: string) => {
      const [{ explain }, { COMMANDS }] = await Promise.all([
        import('./explain.ts'),
        import('../commands/index.ts'),
      ]);
      process.stdout.write(explain(code, COMMANDS));
    });

  program
    .command('doctor')
    .description('connect to a broker step by step and say which AT commands make a module do the same')
    .argument('<scheme>', '1 (TCP) to 10, as AT+MQTTUSERCFG takes it')
    .argument('<host:port>', 'the broker')
    .option('--sni <name>', 'server name to send, if not the host')
    .option('--alpn <name>', 'protocol name to offer, repeatable', collect)
    .option('--ca <file>', 'CA the server must be vouched for by, as PEM')
    .option('--cert <file>', 'client certificate, as PEM')
    .option('--key <file>', 'its private key, as PEM')
    .option('--path <path>', 'resource of a WebSocket scheme')
    .option('--client-id <id>', 'client id', 'atmqtt-doctor')
    .option('--username <name>', 'user name')
    .option('--password <password>', 'password')
    .action(async (scheme: string, address: string, options: DoctorOptions) => {
      const { doctor } = await import('./doctor.ts');
      const well = await doctor(scheme, address, options, print);
      process.exitCode = well ? 0 : EXIT_UNWELL;
    });

  const flash = program
    .command('flash')
    .description('look into a flash directory, or move it to and from a genuine module’s mfg_nvs.bin');
  const directory = ['--flash <dir>', 'the flash directory, as for run'] as const;
  flash
    .command('ls')
    .description('list what the manufacturing NVS holds')
    .requiredOption(...directory)
    .action(async (options: FlashOptions) => {
      const { listFlash } = await import('./flash.ts');
      listFlash(options, print);
    });
  flash
    .command('import')
    .description('take over what a partition image holds')
    .argument('<file>', 'the image, such as mfg_nvs.bin')
    .requiredOption(...directory)
    .action(async (file: string, options: FlashOptions) => {
      const { importImage } = await import('./flash.ts');
      importImage(file, options, print);
    });
  flash
    .command('export')
    .description('write a partition image that a genuine module takes')
    .argument('<file>', 'the image to write')
    .requiredOption(...directory)
    .option('--size <bytes>', 'size of the partition, such as 0x1F000 or 124K; 112K unless given')
    .action(async (file: string, options: ExportOptions) => {
      const { exportImage } = await import('./flash.ts');
      exportImage(file, options, print);
    });
  return program;
}

try {
  await build().parseAsync();
} catch (error) {
  process.exit(reportFailure(error, (line) => void process.stderr.write(`${line}\n`)));
}
