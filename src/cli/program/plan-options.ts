import { type Command, Option } from 'commander';
import { DEFAULT_PORTS, LOG_LEVELS } from '#config/plan-options';

/** Gathers an option that may be given several times. */
export const collect = (value: string, all: readonly string[] = []): string[] => [...all, value];

/** The options that say what a run is made from; `PlanOptions` is what becomes of them. */
export function addPlanOptions(command: Command): Command {
  return command
    .option('-c, --config <file>', 'a settings file, which may have several modules')
    .addOption(
      new Option(
        '-p, --port <spec>',
        'where hosts attach, repeatable, such as pty[:LINK] or tcp-listen:[HOST:]PORT; atmqtt ports lists the kinds',
      )
        .argParser(collect)
        .default([], DEFAULT_PORTS.join(' and ')),
    )
    .option('-b, --broker [host:port]', 'start an MQTT broker too; port 0 takes any free one')
    .option('--broker-tls [host:port]', 'let it listen over TLS, with certificates it makes for this run')
    .option('--broker-ws [host:port]', 'let it listen over WebSocket')
    .option('--broker-wss [host:port]', 'let it listen over secure WebSocket')
    .addOption(
      new Option(
        '--allow-origin <origin>',
        'let pages of this origin use the broker and ws-listen ports by WebSocket, repeatable; null: pages opened from files',
      )
        .argParser(collect)
        .default([], 'pages of this machine'),
    )
    .option('--try-tls', 'all of these, and the certificates in the module’s flash, to try every scheme')
    .option('-f, --flash <dir>', 'keep what the module stores in this directory')
    .addOption(
      new Option(
        '-s, --set <name=value>',
        'change a setting of every module, repeatable; docs/reference/settings.md lists them',
      )
        .argParser(collect)
        .default([], 'none'),
    )
    .addOption(
      new Option(
        '--fault <spec>',
        'let something go wrong with every module, repeatable, such as wifi.drop,after=5s,for=2s; docs/reference/faults.md lists them',
      )
        .argParser(collect)
        .default([], 'none'),
    )
    .addOption(
      new Option(
        '--broker-fault <spec>',
        'the same for the embedded broker, repeatable: broker.connack,code=3',
      )
        .argParser(collect)
        .default([], 'none'),
    )
    .option(
      '--metrics <host:port>',
      'serve /metrics for Prometheus, /healthz, /readyz and /status at this address',
    )
    .option(
      '--control [address]',
      'let programs look at all of it and act on it over HTTP, at HOST:PORT, a port on loopback or unix:PATH; 127.0.0.1:9338 unless given; a token is printed, which docs/control.md explains',
    )
    .option(
      '--web [address]',
      'serve a page that shows all of it and acts on it, by the control plane, at HOST:PORT or a port on loopback; where that is or 127.0.0.1:9338 unless given; docs/guides/web.md shows it',
    )
    .addOption(new Option('--log-level <level>', 'how much to tell (default: info)').choices(LOG_LEVELS));
}
