import type { ListenerKind } from '../broker/index.ts';
import { settingsFromPairs } from '../module/settings.ts';
import { type Assembly, assemble, type Plan } from './assemble.ts';
import { parseBrokerAddress } from './broker-address.ts';
import { createLog, type LogSink } from './log.ts';
import { describeReady, removeReadyFile, writeReadyFile } from './ready.ts';
import { DEFAULT_PORTS, type RunOptions } from './run-options.ts';
import { Terminal } from './terminal.ts';
import { describeTrying } from './try-tls.ts';

const EXIT_INTERRUPTED = 130;

/**
 * Runs modules until a signal, or until the host on standard input has gone.
 * @throws UsageError, PortError, BrokerError, FlashError, SettingsError before anything is left open
 */
export async function run(options: RunOptions): Promise<void> {
  const json = options.json === true;
  const stderr: LogSink = { write: (line) => void process.stderr.write(line) };
  let sink = stderr;
  const logFor = createLog({ level: options.logLevel, json }, { write: (line) => sink.write(line) });
  const plan = {
    ports: options.port.length > 0 ? options.port : DEFAULT_PORTS,
    broker: brokerListeners(options),
    tryTls: options.tryTls === true,
    flash: options.flash,
    settings: settingsFromPairs(options.set),
  };
  if (options.readyFile !== undefined) removeReadyFile(options.readyFile);

  let assembly: Assembly | undefined;
  let terminal: Terminal | undefined;
  let stopping = false;
  const stop = async (): Promise<void> => {
    // Asked twice, it stops at once.
    if (stopping) process.exit(EXIT_INTERRUPTED);
    stopping = true;
    sink = stderr;
    terminal?.close();
    await assembly?.close();
    if (options.readyFile !== undefined) removeReadyFile(options.readyFile);
    process.exit(0);
  };
  const stopSoon = (): void => void stop();

  assembly = await assemble(plan, logFor, stopSoon);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stopSoon);
  const { ready, module } = assembly;
  try {
    if (options.readyFile !== undefined) writeReadyFile(options.readyFile, ready);
  } catch (error) {
    await assembly.close();
    throw error;
  }
  const usesStdio = ready.modules.some(({ ports }) => ports.some(({ kind }) => kind === 'stdio'));
  const announcement = json ? `${JSON.stringify(ready)}\n` : describeReady(ready);
  // Standard output belongs to the host on the stdio port.
  (usesStdio ? process.stderr : process.stdout).write(announcement);
  if (process.stdin.isTTY && !usesStdio && !json) {
    if (plan.tryTls) process.stdout.write(describeTrying(ready.broker?.urls ?? []));
    process.stdout.write('Type AT commands here; Tab completes, Ctrl-C ends.\n');
    terminal = new Terminal(module, stopSoon);
    sink = terminal;
  }
}

/** The listeners that the options ask for; `--try-tls` asks for all of them. */
function brokerListeners(options: RunOptions): Plan['broker'] {
  const asked: Readonly<Record<ListenerKind, string | true | undefined>> = {
    tcp: options.broker,
    tls: options.brokerTls,
    ws: options.brokerWs,
    wss: options.brokerWss,
  };
  return Object.fromEntries(
    (Object.keys(asked) as ListenerKind[]).flatMap((kind) => {
      const text = asked[kind] ?? options.tryTls;
      return text === undefined ? [] : [[kind, parseBrokerAddress(kind, text)]];
    }),
  );
}
