import type { Log } from '#messages/log';
import { escapeControls } from '#text/escape-controls';
import { systemClock } from '#time/clock';
import { Trace, type TraceOutput } from '#trace/trace';
import { notedLanguage, writtenLanguage } from '../language.ts';
import { clockTime, type LogSink } from '../log/log.ts';
import { LogFile } from '../log/log-file.ts';

/** pino's number of the level. */
const TRACE_LEVEL = 10;

/** What is traced, and where to. */
export interface TraceOptions {
  /** A file, true for the log alone. */
  readonly file: string | true | undefined;
  /** Whether the log has this level now, so that the trace is a part of it. */
  readonly inLog: () => boolean;
  readonly json: boolean;
  /** There are several modules, so that each line says whose it is. */
  readonly several: boolean;
}

/**
 * The trace that options ask for.
 * @param opened takes the file, if it goes into one
 * @throws UsageError when the file cannot be written
 */
export function openTrace(
  options: TraceOptions,
  log: Log,
  sink: LogSink,
  opened: (file: LogFile) => void,
): Trace {
  const { file, inLog, json, several } = options;
  const outputs: TraceOutput[] = [];
  if (typeof file === 'string') {
    const lines = new LogFile(file, 'cli.noTraceFile', (reason) => log('error', 'trace', reason));
    opened(lines);
    outputs.push({
      language: writtenLanguage(),
      write: (...line) => lines.write(forPeople(...line, several)),
    });
  }
  outputs.push({
    language: notedLanguage(),
    write(...line) {
      if (file === true || inLog()) sink.write(json ? forPrograms(...line) : forPeople(...line, several));
    },
  });
  return new Trace(systemClock, outputs);
}

function forPeople(time: number, module: string, text: string, several: boolean): string {
  const fraction = String(time % 1000).padStart(3, '0');
  return `${clockTime(time)}.${fraction} ${several ? `${module} ` : ''}${escapeControls(text)}\n`;
}

/** As the lines of the log. */
function forPrograms(time: number, module: string, text: string): string {
  const line = { level: TRACE_LEVEL, time: new Date(time).toISOString(), pid: process.pid, module };
  return `${escapeControls(JSON.stringify({ ...line, ns: 'trace', msg: text }))}\n`;
}
