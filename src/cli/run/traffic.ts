import type { Lifecycle } from '#app/lifecycle';
import type { Plan } from '#app/plan';
import type { Capture } from '#pcap/capture';
import type { Trace } from '#trace/trace';
import type { RunRecording } from '../recording/run-recording.ts';
import type { RunOptions } from './options.ts';
import type { RunLogs } from './run-log.ts';

/** The recording that `--record` asks for; its file is opened later. @throws UsageError, RecordingError */
export async function recordingOf(
  { record }: RunOptions,
  plan: Plan,
  life: Lifecycle,
  { log }: RunLogs,
): Promise<RunRecording | undefined> {
  if (record === undefined) return undefined;
  const { recordRun } = await import('../recording/run-recording.ts');
  return recordRun(record, plan, life, log.logFor());
}

/** The trace that `--trace` asks for, or the level of the log. @throws UsageError when its file cannot be written */
export async function traceOf(
  { trace: file, json }: RunOptions,
  logs: RunLogs,
  several: boolean,
): Promise<Trace | undefined> {
  const { log, sink, files } = logs;
  if (file === undefined && log.level !== 'trace') return undefined;
  const inLog = (): boolean => log.level === 'trace';
  // No part of a start without it.
  const { openTrace } = await import('./trace.ts');
  const options = { file, inLog, json: json === true, several };
  return openTrace(options, log.logFor(), sink, (opened) => files.push(opened));
}

/** The capture that `--pcap` asks for. @param signal the end of the run @throws UsageError when it cannot be written */
export async function captureOf(
  { pcap: file }: RunOptions,
  several: boolean,
  signal: AbortSignal,
  life: Lifecycle,
  { log }: RunLogs,
): Promise<Capture | undefined> {
  if (file === undefined) return undefined;
  const { openCapture } = await import('./pcap.ts');
  return openCapture({ file, several, signal }, life, log.logFor());
}
