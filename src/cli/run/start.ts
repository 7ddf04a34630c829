import { assemble } from '#app/assemble';
import type { Lifecycle } from '#app/lifecycle';
import type { Plan } from '#app/plan';
import type { RunContext } from '#app/run-context';
import { limitYoungGeneration } from '#app/young-generation';
import { configWarnings } from '#config/config-warnings';
import { planOf } from '#config/plan';
import { resolveConfiguration } from '#config/resolve';
import { waitMs } from '#config/wait-option';
import type { CompatReport } from '#expect/compat-report';
import { wantsMonitor } from '#expect/monitor-options';
import type { RunMonitor } from '#expect/run-monitor';
import { message } from '#messages/message';
import { joinObservers } from '#module/join-observers';
import { print } from '../output.ts';
import type { RunRecording } from '../recording/run-recording.ts';
import { announce, announcePage } from './announce.ts';
import { type OpenControl, readyControl } from './control.ts';
import { openListeners } from './listeners.ts';
import { createMonitor, portProgramsOf } from './monitor.ts';
import { type RunOptions, readsTerminal, refuseSecondOutput } from './options.ts';
import { describeTrying, removeEarlierReadyFile } from './ready.ts';
import { RunLogs } from './run-log.ts';
import { tellServiceManager } from './service.ts';
import { heedSignals } from './signals.ts';
import { tellFindings } from './tell-findings.ts';
import { captureOf, recordingOf, traceOf } from './traffic.ts';

/** Starts a run: what is asked for is read, what looks on is opened, the modules are built, and all is announced. */
export async function start(options: RunOptions, life: Lifecycle, compat: CompatReport): Promise<void> {
  let control: OpenControl | undefined;
  const newMonitor = (): Promise<RunMonitor> =>
    createMonitor(options, life, compat, (event, told) => control?.tell(event, told));
  const asked = wantsMonitor(options) ? await newMonitor() : undefined;
  const configuration = await resolveConfiguration(options, process.env);
  const logs = new RunLogs(options, configuration.logLevel.value, life);
  const { logFor } = logs.log;
  for (const warning of configWarnings(configuration)) logFor()('warn', 'config', warning);
  const plan = planOf(configuration, options);
  const portPrograms = portProgramsOf(plan.modules);
  const monitor = asked ?? (portPrograms.alone ? await newMonitor() : undefined);
  monitor?.prepare(portPrograms);
  const ms = waitMs(options.wait, monitor?.judged === true, plan);
  if (options.readyFile !== undefined) removeEarlierReadyFile(options.readyFile);

  const usesStdio = plan.modules.some(({ ports }) => ports.includes('stdio'));
  if (usesStdio) monitor?.refuseStdio();
  const service = await tellServiceManager(life, logFor());
  const onReset = heedSignals({ options, configuration, logs, service, monitor }, life);
  const recording = await recordingOf(options, plan, life, logs);
  const listeners = await openListeners(configuration, life, logFor(), (opened) =>
    announcePage(options, opened, usesStdio),
  );
  control = listeners.control;
  const ending = new AbortController();
  void life.stopped.then(() => ending.abort());
  refuseSecondOutput(options, usesStdio);
  const hasTerminal = readsTerminal(options, usesStdio);
  // Any can be switched on from outside; what faults act in is no part of an ordinary start.
  const switchable = hasTerminal || control !== undefined || hasFaults(plan);
  const several = plan.modules.length > 1;
  const hostGone = (): void => (monitor === undefined ? life.stop(0) : monitor.hostGone());
  const { units, brokerFaults, endpoints, close } = await assemble(
    { ...plan, resetBetweenHosts: options.exec !== undefined },
    {
      ...lookingOn(compat, recording, monitor, control),
      logFor,
      hostGone,
      programEnded: (...ended) => monitor?.portProgramEnded(...ended),
      faults: switchable ? (await import('#faults/factory')).faultFactory : undefined,
      trace: await traceOf(options, logs, several),
      capture: await captureOf(options, several, ending.signal, life, logs),
      counter: listeners.counter,
    },
    { ms, signal: ending.signal },
    (running) => {
      listeners.counter?.runs(running);
      service?.works(running, ms);
      onReset(() => {
        logFor()('info', 'app', message('app.resetBySignal'));
        running.reset();
      });
    },
  );
  life.onClose(close);
  life.onClose(() => tellFindings(compat, logFor(), several));
  recording?.open();
  limitYoungGeneration();
  service?.ready();
  const output = await announce(options, endpoints, listeners, usesStdio, life);
  if (options.open === true && control?.page !== undefined) {
    // Node's child processes, which few runs need.
    const { openPage } = await import('./open-page.ts');
    openPage(control.pageForOnce(), control.url, logFor());
  }
  life.onClose(() => monitor?.endProgram());
  monitor?.begin(endpoints, output, control && readyControl(control));
  if (!hasTerminal) return;
  if (plan.tryTls) print(describeTrying(endpoints.broker?.urls ?? []));
  // Loads the table of faults, which is no part of an ordinary start.
  const { openTerminal } = await import('../terminal/open-terminal.ts');
  openTerminal({ units, brokerFaults, closed: hostGone }, life, logFor(), (shown) => logs.show(shown));
}

/** All who look on at modules: the recording, what judges the run, its findings, the control plane. */
function lookingOn(
  compat: CompatReport,
  recording: RunRecording | undefined,
  monitor: RunMonitor | undefined,
  control: OpenControl | undefined,
): Pick<RunContext, 'observerFor' | 'watchHost' | 'brokerObserver' | 'changeable' | 'watcher'> {
  return {
    observerFor: (module) =>
      joinObservers(
        recording?.module.observer,
        monitor?.observerFor(module),
        compat.observer(module, (event) => {
          monitor?.compat(module, event);
          control?.recorder.compat(module, event);
        }),
      ),
    watchHost: hostWatch(recording, control),
    brokerObserver: joinObservers(monitor?.brokerObserver, control?.recorder.brokerObserver),
    changeable: control !== undefined,
    watcher: control?.recorder,
  };
}

/** Who looks on at hosts that come and go. */
function hostWatch(
  recording: RunRecording | undefined,
  control: OpenControl | undefined,
): RunContext['watchHost'] {
  if (recording === undefined && control === undefined) return undefined;
  return (module, stream, name, traits) => {
    const known = recording?.module.watchHost(stream, name, traits) ?? traits;
    return control?.recording.watchHost(module, stream, name, known) ?? known;
  };
}

/** Whether something goes wrong from the start. */
function hasFaults({ modules, brokerFaults = [] }: Plan): boolean {
  return brokerFaults.length > 0 || modules.some(({ faults = [] }) => faults.length > 0);
}
