import { type Assembly, assemble } from '#app/assemble';
import { Lifecycle } from '#app/lifecycle';
import { keepYoungSpace } from '#app/young-space';
import { planOf } from '#config/plan';
import type { PlanOptions } from '#config/plan-options';
import { resolveConfiguration } from '#config/resolve';
import { type MonitorOptions, wantsMonitor } from '#expect/monitor-options';
import type { RunMonitor } from '#expect/run-monitor';
import { systemClock } from '#time/clock';
import { describeReady, describeTrying } from './describe-ready.ts';
import { createLog, type LogSink } from './log.ts';
import { removeReadyFile, writeReadyFile } from './ready-file.ts';
import { Terminal } from './terminal/terminal.ts';

/** The options of `run`, as they were typed. */
export interface RunOptions extends PlanOptions, MonitorOptions {
  readonly readyFile?: string;
}

/**
 * Runs modules until somebody asks for the end: a signal, or the host on standard input that has gone.
 * @returns the exit code
 * @throws UsageError, PortError, BrokerError, FlashError, SettingsError when nothing is open any more
 */
export async function run(options: RunOptions): Promise<number> {
  const life = new Lifecycle();
  try {
    await start(options, life);
    return await life.stopped;
  } finally {
    await life.close();
  }
}

async function start(options: RunOptions, life: Lifecycle): Promise<void> {
  const monitor = await monitorFor(options, life);
  const configuration = await resolveConfiguration(options, process.env);
  const json = options.json === true;
  const stderr: LogSink = { write: (line) => void process.stderr.write(line) };
  let sink = stderr;
  const level = configuration.logLevel.value;
  const logFor = createLog({ level, json }, { write: (line) => sink.write(line) });
  for (const warning of configuration.warnings) logFor()('warn', 'config', warning);
  const plan = planOf(configuration, options);
  if (options.readyFile !== undefined) removeReadyFile(options.readyFile);

  const hostGone = (kind: 'stdio' | 'exec'): void => {
    if (monitor !== undefined) monitor.hostGone(kind);
    // A program that has ended may be looked at in the log; whoever started this one on a pipe has gone.
    else if (kind === 'stdio') life.stop(0);
  };
  if (plan.modules.some(({ ports }) => ports.includes('stdio'))) monitor?.refuseStdio();
  life.stopOnSignals((signal) => (monitor === undefined ? life.stop(0) : monitor.interrupted(signal)));
  const assembly = await assemble(plan, logFor, hostGone, (module) => monitor?.observerFor(module));
  life.onClose(() => assembly.close());
  const { ready } = assembly;
  keepYoungSpace();
  if (options.readyFile !== undefined) announceInFile(options.readyFile, assembly, life);
  const usesStdio = ready.modules.some(({ ports }) => ports.some(({ kind }) => kind === 'stdio'));
  const announcement = json ? `${JSON.stringify(ready)}\n` : describeReady(ready);
  // Standard output belongs to the host on the stdio port.
  const output = usesStdio ? process.stderr : process.stdout;
  output.write(announcement);
  life.onClose(() => monitor?.endProgram());
  monitor?.begin(ready, output);
  const [module] = assembly.modules;
  if (module !== undefined && process.stdin.isTTY && !usesStdio && !json && options.exec === undefined) {
    if (plan.tryTls) process.stdout.write(describeTrying(ready.broker?.urls ?? []));
    const whose = assembly.modules.length > 1 ? ` for ${module.name}` : '';
    process.stdout.write(`Type AT commands${whose} here; Tab completes, Ctrl-C ends.\n`);
    const terminal = new Terminal(module, () => hostGone('stdio'));
    sink = terminal;
    life.onClose(() => {
      sink = stderr;
      terminal.close();
    });
  }
}

function announceInFile(file: string, { ready }: Assembly, life: Lifecycle): void {
  writeReadyFile(file, ready);
  life.onClose(() => removeReadyFile(file));
}

/** What looks on, when there is anything to look for. @throws UsageError */
async function monitorFor(options: RunOptions, life: Lifecycle): Promise<RunMonitor | undefined> {
  if (!wantsMonitor(options)) return undefined;
  // Not on the way of a plain start.
  const { RunMonitor } = await import('#expect/run-monitor');
  const print = (text: string): void => void process.stderr.write(text);
  const stop = (code: number): void => life.stop(code);
  const monitor = new RunMonitor({ options, clock: systemClock, env: process.env, stop, print });
  life.onClose(() => monitor.finish());
  return monitor;
}
