import { createLog, type LogSink } from '#cli/log';
import { Terminal } from '#cli/terminal/terminal';
import { planOf } from '#config/plan';
import { resolveConfiguration } from '#config/resolve';
import { wantsWatch } from '#expect/wanted';
import type { Watch } from '#expect/watch';
import { systemClock } from '#time/clock';
import { type Assembly, assemble } from './assemble.ts';
import { Lifecycle } from './lifecycle.ts';
import type { RunOptions } from './options.ts';
import { describeReady, removeReadyFile, writeReadyFile } from './ready.ts';
import { describeTrying } from './try-tls.ts';
import { keepYoungSpace } from './young-space.ts';

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
  const watch = await watchFor(options, life);
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
    if (watch !== undefined) watch.hostGone(kind);
    // A program that has ended may be looked at in the log; whoever started this one on a pipe has gone.
    else if (kind === 'stdio') life.stop(0);
  };
  if (plan.modules.some(({ ports }) => ports.includes('stdio'))) watch?.refuseStdio();
  life.stopOnSignals((signal) => (watch === undefined ? life.stop(0) : watch.interrupted(signal)));
  const assembly = await assemble(plan, logFor, hostGone, (module) => watch?.observerFor(module));
  life.onClose(() => assembly.close());
  const { ready } = assembly;
  keepYoungSpace();
  if (options.readyFile !== undefined) announceInFile(options.readyFile, assembly, life);
  const usesStdio = ready.modules.some(({ ports }) => ports.some(({ kind }) => kind === 'stdio'));
  const announcement = json ? `${JSON.stringify(ready)}\n` : describeReady(ready);
  // Standard output belongs to the host on the stdio port.
  const output = usesStdio ? process.stderr : process.stdout;
  output.write(announcement);
  life.onClose(() => watch?.endProgram());
  watch?.begin(ready, output);
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
async function watchFor(options: RunOptions, life: Lifecycle): Promise<Watch | undefined> {
  if (!wantsWatch(options)) return undefined;
  // Not on the way of a plain start.
  const { Watch } = await import('#expect/watch');
  const print = (text: string): void => void process.stderr.write(text);
  const stop = (code: number): void => life.stop(code);
  const watch = new Watch({ options, clock: systemClock, env: process.env, stop, print });
  life.onClose(() => watch.finish());
  return watch;
}
