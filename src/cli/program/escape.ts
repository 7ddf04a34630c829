import { type Command, Option } from 'commander';
import { LANGUAGES } from '#escape/literals';
import { FOLLOWS } from '#firmware/places';
import { DEFAULT_FIRMWARE, FIRMWARES } from '#firmware/releases';
import type { EscapeArguments } from '../escape.ts';
import { notice } from '../output.ts';

/** `atmqtt escape`. */
export function addEscape(program: Command): void {
  program
    .command('escape')
    .description('write the AT command that publishes a message, and the same as a literal of a language')
    .argument('[topic]', 'the topic; with --command, the first parameter')
    .argument('[payload]', 'the message; -: standard input, as it is')
    .argument('[parameters...]', 'with --command, the other parameters; -: standard input')
    .addOption(new Option('--file <file>', 'take the payload from this file, as it is').conflicts('command'))
    .addOption(
      new Option('--qos <qos>', 'of the message').choices(['0', '1', '2']).default('0').conflicts('command'),
    )
    .addOption(new Option('--retain', 'let the broker keep the message').conflicts('command'))
    .addOption(
      new Option('--link <id>', 'the LinkID')
        .choices(['0', '1', '2', '3', '4'])
        .default('0')
        .conflicts('command'),
    )
    .addOption(new Option('--raw', 'use AT+MQTTPUBRAW, however short it is').conflicts('command'))
    .addOption(
      new Option(
        '--command <name>',
        'another command, such as AT+MQTTUSERCFG; its parameters are the arguments',
      ),
    )
    .addOption(
      new Option('--language <language>', 'only this one; at: the command itself').choices(LANGUAGES),
    )
    .option('--json', 'print all of it as an object')
    .addOption(
      new Option('--firmware <release>', 'of which release').choices(FIRMWARES).default(DEFAULT_FIRMWARE),
    )
    .addOption(
      new Option('--follow <whom>', 'the manual, or genuine modules').choices(FOLLOWS).default('manual'),
    )
    .action(async (topic, payload, parameters: string[], options: EscapeArguments) => {
      const { printEscaped } = await import('../escape.ts');
      const words = [topic, payload, ...parameters].filter((word) => word !== undefined);
      await printEscaped(words, options, {
        write: (bytes) => process.stdout.write(bytes),
        warn: notice,
        readInput: () => process.stdin.toArray().then((chunks) => Buffer.concat(chunks)),
      });
    });
}
