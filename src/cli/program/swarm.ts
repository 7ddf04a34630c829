import { type Command, Option } from 'commander';
import { printedLanguage } from '../language.ts';
import type { SwarmArguments } from '../swarm/swarm.ts';
import { collect } from './plan-options.ts';

/** `atmqtt swarm`. */
export function addSwarm(program: Command): void {
  program
    .command('swarm')
    .description('connect many modules to a broker, let them publish, and tell how it went')
    .option('-m, --modules <number>', 'how many modules', '100')
    .option('-b, --broker <url>', 'mqtt, mqtts, ws or wss URL of the broker', 'mqtt://127.0.0.1:1883')
    .option(
      '--password-file <file>',
      'file whose only line is the password of the user in that URL; -: standard input; ATMQTT_PASSWORD_FILE and ATMQTT_PASSWORD unless given',
    )
    .option('--scenario <file>', 'what each module is told, as YAML; a built-in one unless given')
    .option('--print-scenario', 'print the built-in scenario and end')
    .option('--ramp <n/s>', 'modules switched on a second')
    .option('--rate <n/s>', 'publishes of each module a second; 0: stay idle')
    .option('--jitter <percent>', 'how far publishes and switching on may be off their time')
    .option('--qos <level>', 'QoS of publishes and subscriptions: 0, 1 or 2')
    .option('--topic <template>', 'where each module publishes, such as swarm/{id}')
    .option('--payload <template>', 'what it publishes, such as {seq} {random:16}')
    .addOption(
      new Option(
        '--threshold <condition>',
        'what must hold at the end, such as "p99 < 50ms" or "connected >= 99.9%", repeatable; decides the exit code',
      )
        .argParser(collect)
        .default([], 'none'),
    )
    .option('--duration <seconds>', 'end after this time; without it, on Ctrl-C')
    .option('--workers <number>', 'threads; as many as there are processors unless given')
    .option('--metrics <host:port>', 'serve Prometheus metrics at /metrics')
    .option(
      '--web [address]',
      'serve a page with the live counts at HOST:PORT or a port on loopback; 127.0.0.1:9338 unless given; its address is printed',
    )
    .option('--json', 'print the summary as one JSON object')
    .option('--junit <file>', 'write how it came out to this file, as JUnit XML')
    .addOption(
      new Option('-s, --set <name=value>', 'change a setting of every module, repeatable')
        .argParser(collect)
        .default([], 'none'),
    )
    .option('--seed <number>', 'begin randomness with this number, to repeat a run')
    .action(async (options: SwarmArguments) => {
      if (options.printScenario === true) {
        const { printedScenario } = await import('#swarm/default-scenario');
        process.stdout.write(printedScenario(printedLanguage()));
        return;
      }
      const { swarm } = await import('../swarm/swarm.ts');
      process.exit(await swarm(options));
    });
}
