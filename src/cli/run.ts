import { assemble } from '#app/assemble';
import { Lifecycle } from '#app/lifecycle';
import type { Plan } from '#app/plan';
import { limitYoungGeneration } from '#app/young-generation';
import { configWarnings } from '#config/config-warnings';
import { planOf } from '#config/plan';
import type { PlanOptions } from '#config/plan-options';
import { resolveConfiguration } from '#config/resolve';
import { waitMs } from '#config/wait-option';
import { UsageError } from '#errors/usage-error';
import { type CompatOptions, CompatReport } from '#expect/compat-report';
import type { NewEvent } from '#expect/events';
import type { PortPrograms } from '#expect/expected';
import { type MonitorOptions, wantsMonitor } from '#expect/monitor-options';
import type { RunMonitor } from '#expect/run-monitor';
import { isStandardOutput } from '#files/target';
import { message } from '#messages/message';
import { joinObservers } from '#module/join-observers';
import { parsePortSpec } from '#ports/index';
import type { ProgramEnd } from '#ports/process/program-end';
import { systemClock } from '#time/clock';
import { type OpenControl, openControl, pageOf, readyControl } from './control.ts';
import { notedLanguage, printedLanguage } from './language.ts';
import { isJournal } from './log/journal.ts';
import { createLog, type LogForm, type LogSink } from './log/log.ts';
import { LogFile } from './log/log-file.ts';
import { countRun, openMetrics } from './metrics.ts';
import { reportNoStart } from './no-start.ts';
import { notice, print, tellFailure } from './output.ts';
import {
  describeEndpoints,
  describeTrying,
  type Ready,
  removeEarlierReadyFile,
  removeReadyFile,
  writeReadyFile,
} from './ready.ts';
import { Reload } from './reload.ts';
import { tellServiceManager } from './service.ts';
import { tellFindings } from './tell-findings.ts';

/** Exit code of a run that failed by its findings alone. */
const EXIT_STRICT = 1;

/** The options of `run`, as they were typed. */
export interface RunOptions extends PlanOptions, MonitorOptions, CompatOptions {
  readonly readyFile?: string;
  readonly trace?: string | true;
  readonly pcap?: string;
  readonly record?: string;
  readonly logFile?: string;
  /** False: the terminal is not read. */
  readonly terminal?: boolean;
  readonly wait?: string;
}

/**
 * Runs modules until somebody asks for the end: a signal, or the host on standard input that has gone.
 * @returns the exit code
 * @throws UsageError, PortError, BrokerError, FlashError, SettingsError when nothing is open any more
 */
export async function run(options: RunOptions): Promise<number> {
  const life = new Lifecycle();
  const compat = new CompatReport(options);
  try {
    try {
      await start(options, life, compat);
    } catch (error) {
      // The end has called off what was still waited for.
      if (!life.stopping) {
        await reportNoStart(options, error);
        throw error;
      }
    }
    return failStrictly(await life.stopped, compat);
  } finally {
    await life.close();
  }
}

/** A run that came out well fails when it relied on what --strict names. */
function failStrictly(code: number, { failure }: CompatReport): number {
  if (code !== 0 || failure === undefined) return code;
  notice(failure);
  return EXIT_STRICT;
}

async function start(options: RunOptions, life: Lifecycle, compat: CompatReport): Promise<void> {
  let control: OpenControl | undefined;
  const also = (event: NewEvent): void => control?.tell(event);
  const asked = wantsMonitor(options) ? await createMonitor(options, life, compat, also) : undefined;
  const configuration = await resolveConfiguration(options, process.env);
  const json = options.json === true;
  const stderr: LogSink = { write: (line) => void process.stderr.write(line) };
  const file =
    options.logFile === undefined ? undefined : new LogFile(options.logFile, 'cli.noLogFile', notice);
  const files = file === undefined ? [] : [file];
  let sink: LogSink = file ?? stderr;
  const level = configuration.logLevel.value;
  const toSink: LogSink = { write: (line) => sink.write(line) };
  const form = logForm(json, file);
  const runLog = createLog({ level, form, timers: systemClock }, toSink);
  life.onClose(() => {
    runLog.flush();
    for (const each of files) each.close();
  });
  const { logFor } = runLog;
  for (const warning of configWarnings(configuration)) logFor()('warn', 'config', warning);
  const plan = planOf(configuration, options);
  const portPrograms = portProgramsOf(plan);
  const monitor =
    asked ?? (portPrograms.alone ? await createMonitor(options, life, compat, also) : undefined);
  monitor?.prepare(portPrograms);
  const ms = waitMs(options.wait, monitor?.judged === true, plan);
  if (options.readyFile !== undefined) removeEarlierReadyFile(options.readyFile);

  const hostGone = (): void => (monitor === undefined ? life.stop(0) : monitor.hostGone());
  const programEnded = (...ended: [module: string, command: string, end: ProgramEnd]): void =>
    monitor?.portProgramEnded(...ended);
  const usesStdio = plan.modules.some(({ ports }) => ports.includes('stdio'));
  if (usesStdio) monitor?.refuseStdio();
  const service = await tellServiceManager(life, logFor());
  const reload = new Reload({ options, configuration, runLog, files, service });
  life.stopOnSignals(
    (signal) => (monitor === undefined ? life.stop(0) : monitor.interrupted(signal)),
    // A run that is judged has somebody who waits for its end.
    () => monitor === undefined && reload.hangUp(),
  );
  // From here on the signal ends nobody, and before the modules are up there is nothing to reset.
  let reset = (): void => {};
  life.onResetSignal(() => reset());
  const recording =
    options.record === undefined
      ? undefined
      : (await import('./recording/run-recording.ts')).recordRun(options.record, plan, life, logFor());
  const observerFor = (module: string) =>
    joinObservers(
      recording?.module.observer,
      monitor?.observerFor(module),
      compat.observer(module, (event) => {
        monitor?.compat(module, event);
        control?.recorder.compat(module, event);
      }),
    );
  const { metrics: metricsAt, control: controlAt } = configuration;
  const counter =
    metricsAt.value === undefined && controlAt.value === undefined ? undefined : await countRun(life);
  const metrics = counter && metricsAt.value && (await openMetrics(metricsAt.value, counter, life, logFor()));
  control =
    counter &&
    controlAt.value &&
    (await openControl(controlAt.value, configuration, counter, life, logFor()));
  const ending = new AbortController();
  void life.stopped.then(() => ending.abort());
  const wait = { ms, signal: ending.signal };
  const resetting = { ...plan, resetBetweenHosts: options.exec !== undefined };
  const pcapToOutput = options.pcap !== undefined && isStandardOutput(options.pcap);
  if (pcapToOutput) refuseSecondOutput(options, usesStdio);
  const hasTerminal =
    options.terminal !== false &&
    process.stdin.isTTY &&
    !usesStdio &&
    !json &&
    !pcapToOutput &&
    options.exec === undefined;
  // Any can be switched on from outside.
  const switchable = hasTerminal || control !== undefined || hasFaults(plan);
  const faults = switchable ? (await import('#faults/factory')).faultFactory : undefined;
  const several = plan.modules.length > 1;
  const tracing = { file: options.trace, inLog: () => runLog.level === 'trace', json, several };
  // No part of a start without it.
  const trace =
    tracing.file === undefined && level !== 'trace'
      ? undefined
      : (await import('./trace.ts')).openTrace(tracing, logFor(), toSink, (each) => files.push(each));
  const capture =
    options.pcap === undefined
      ? undefined
      : await (await import('./pcap.ts')).openCapture(
          { file: options.pcap, several, signal: ending.signal },
          life,
          logFor(),
        );
  const { units, brokerFaults, endpoints, close } = await assemble(
    resetting,
    {
      logFor,
      hostGone,
      programEnded,
      observerFor,
      watchHost: recording && ((_module, ...host) => recording.module.watchHost(...host)),
      brokerObserver: joinObservers(monitor?.brokerObserver, control?.recorder.brokerObserver),
      faults,
      trace,
      capture,
      counter,
      changeable: control !== undefined,
      watcher: control?.recorder,
    },
    wait,
    (running) => {
      counter?.runs(running);
      service?.works(running, ms);
      reset = () => {
        logFor()('info', 'app', message('app.resetBySignal'));
        running.reset();
      };
    },
  );
  life.onClose(close);
  life.onClose(() => tellFindings(compat, logFor(), several));
  const ready: Ready = {
    ready: true,
    pid: process.pid,
    ...endpoints,
    ...(metrics && { metrics }),
    ...(control && { control: readyControl(control) }),
  };
  recording?.open();
  limitYoungGeneration();
  service?.ready();
  if (options.readyFile !== undefined) await announceInFile(options.readyFile, ready, life);
  // Standard output belongs to the host on the stdio port, or to a file that was sent there.
  const toOutput =
    !json &&
    [options.readyFile, options.junit, options.pcap, options.record].some(
      (file) => file !== undefined && isStandardOutput(file),
    );
  const output = usesStdio || toOutput ? process.stderr : process.stdout;
  const language = output === process.stderr ? notedLanguage() : printedLanguage();
  output.write(
    json ? `${JSON.stringify(ready)}\n` : describeEndpoints(endpoints, language, control && pageOf(control)),
  );
  life.onClose(() => monitor?.endProgram());
  monitor?.begin(endpoints, output, control && readyControl(control));
  if (hasTerminal) {
    if (plan.tryTls) print(describeTrying(endpoints.broker?.urls ?? []));
    // Loads the table of faults, which is no part of an ordinary start.
    const { openTerminal } = await import('./terminal/open-terminal.ts');
    openTerminal({ units, brokerFaults, closed: hostGone }, life, logFor(), (shown) => {
      if (file === undefined) sink = shown ?? stderr;
    });
  }
}

/** How lines of the log are written. */
function logForm(json: boolean, file: LogFile | undefined): LogForm {
  if (json) return 'json';
  if (file !== undefined) return 'file';
  return isJournal() ? 'journal' : 'terminal';
}

/** @throws UsageError when something else is written where the capture goes */
function refuseSecondOutput({ json, exec, readyFile, junit }: RunOptions, usesStdio: boolean): void {
  const isOutput = (file: string | undefined): boolean => file !== undefined && isStandardOutput(file);
  const second = usesStdio
    ? '--port stdio'
    : json === true
      ? '--json'
      : exec !== undefined
        ? '--exec'
        : isOutput(readyFile)
          ? '--ready-file'
          : isOutput(junit)
            ? '--junit'
            : undefined;
  if (second !== undefined) throw new UsageError(message('cli.captureAndMore', { second }));
}

/** Whether something goes wrong from the start; what faults act in is no part of an ordinary start. */
function hasFaults({ modules, brokerFaults = [] }: Plan): boolean {
  return brokerFaults.length > 0 || modules.some(({ faults = [] }) => faults.length > 0);
}

/** Where it is a pipe that nobody reads, until somebody does or the run ends. */
async function announceInFile(file: string, ready: Ready, life: Lifecycle): Promise<void> {
  const ending = new AbortController();
  await Promise.race([writeReadyFile(file, ready, ending.signal), life.stopped]);
  ending.abort();
  // What an earlier run leaves tells nothing; neither shall what this one leaves.
  life.onClose(() => removeReadyFile(file));
}

/** The programs that are hosts. @throws PortError */
function portProgramsOf({ modules }: Plan): PortPrograms {
  const ports = modules.flatMap(({ name, ports: specs }) =>
    specs.map((spec) => ({ module: name, command: parsePortSpec(spec).command })),
  );
  const programs = ports.flatMap(({ module, command }) =>
    command === undefined ? [] : [{ module, command }],
  );
  return { programs, alone: programs.length > 0 && programs.length === ports.length };
}

/** What looks on. @throws UsageError */
async function createMonitor(
  options: RunOptions,
  life: Lifecycle,
  compat: CompatReport,
  also: (event: NewEvent) => void,
): Promise<RunMonitor> {
  // Not on the way of a plain start.
  const { RunMonitor } = await import('#expect/run-monitor');
  const stop = (code: number): void => life.stop(code);
  const monitor = new RunMonitor({
    options,
    clock: systemClock,
    env: process.env,
    stop,
    tellFailure,
    compat,
    also,
  });
  life.onClose(() => monitor.finish());
  return monitor;
}
