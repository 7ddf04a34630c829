import type { Command } from 'commander';
import { UsageError } from '#errors/usage-error';
import { message } from '#messages/message';
import { reportNoStart } from '../no-start.ts';
import type { RunOptions } from '../run/options.ts';
import { addPlanOptions, collect } from './plan-options.ts';

/** `atmqtt run`, which is also what happens without a command. */
export function addRun(program: Command): void {
  const run = program.command('run', { isDefault: true }).description('run modules until Ctrl-C');
  addPlanOptions(run)
    .option(
      '--wait <seconds>',
      'wait for devices, addresses and locks that are not to be had yet, or forever; 30 unless given, 0 with --exec, --expect, --fail, --timeout or an exec port; then end with exit code 75',
    )
    .option(
      '--trace [file]',
      'tell all that host, module and broker say to each other, MQTT packets decoded, on standard error or into a file',
    )
    .option(
      '--pcap <file>',
      'write what modules and brokers say to each other, in clear also over TLS and WebSocket, to this file or pipe as a pcapng for Wireshark; - is standard output',
    )
    .option(
      '--record <file>',
      'record what hosts and module say to each other in this file, with times; docs/reference/recording.md has the format',
    )
    .option(
      '--log-file <file>',
      'write the log to the end of this file instead of standard error; SIGHUP opens it again, for logrotate',
    )
    .option('--open', 'open the page in the browser of this computer; --web unless given')
    .option('--no-terminal', 'do not read the terminal, on which a person can type to the module otherwise')
    .option('--ready-file <file>', 'write a line of JSON to this file once everything is up')
    .option(
      '--json',
      'print for programs: the ready line and events on standard output, the log as JSON; docs/reference/events.md lists them',
    )
    .option(
      '--exec <command>',
      'run a program once all is up, with ATMQTT_TTY, ATMQTT_TCP and ATMQTT_BROKER in its environment, and end with its exit code',
    )
    .option(
      '--expect <text>',
      'end well once this has come between host and module; a text or /regular expression/, repeatable, in this order',
      collect,
    )
    .option('--fail <text>', 'end with exit code 1 when this has come, repeatable', collect)
    .option('--timeout <seconds>', 'end with exit code 1 after this time')
    .option(
      '--strict [rules]',
      'end with exit code 1 when a module did what a genuine one would not have done; only by these rules of docs/reference/compat.md, with commas between them, where some are given',
    )
    .option('--allow-compat <rule>', 'a rule that --strict leaves out, repeatable', collect)
    .option('--junit <file>', 'write how it came out to this file, as JUnit XML')
    .allowExcessArguments()
    .action(async (options: RunOptions, command: Command) => {
      const [unknown] = command.args;
      if (unknown !== undefined) {
        const error = new UsageError(message('cli.unknownCommand', { name: unknown }));
        await reportNoStart(options, error);
        throw error;
      }
      const { run } = await import('../run/run.ts');
      process.exit(await run(options));
    });
}
