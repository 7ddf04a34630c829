import pino from 'pino';
import type { LogLevelOption } from '#config/plan-options';
import type { Log } from '#messages/log';
import { notedText } from './language.ts';

const LABELS: Readonly<Record<number, string>> = { 20: 'debug', 30: 'info', 40: 'warn', 50: 'error' };

interface PinoLine {
  readonly level: number;
  readonly time: number;
  readonly module?: string;
  readonly ns: string;
  readonly msg: string;
}

/** Where finished log lines go; the terminal puts itself in between, so as not to lose what is being typed. */
export interface LogSink {
  write(line: string): void;
}

/**
 * The log: pino's lines of JSON, or lines for a person.
 * @returns a log for each module, by its name; several modules are told apart by it
 */
export function createLog(
  options: { level: LogLevelOption; json: boolean },
  sink: LogSink,
): (module?: string) => Log {
  const destination = options.json ? sink : { write: (line: string) => sink.write(forPeople(line)) };
  const logger = pino({ level: options.level, base: { pid: process.pid } }, destination);
  return (module) => {
    const child = module === undefined ? logger : logger.child({ module });
    return (level, namespace, message) => {
      // A text that nobody reads is not made.
      if (child.isLevelEnabled(level)) child[level]({ ns: namespace }, notedText(message));
    };
  };
}

function forPeople(line: string): string {
  const { level, time, module, ns, msg } = JSON.parse(line) as PinoLine;
  const where = module === undefined ? ns : `${module} ${ns}`;
  return `${clockTime(time)} ${(LABELS[level] ?? '').padEnd(5)} ${where}: ${msg}\n`;
}

/** `12:31:07` here. @param time milliseconds since 1970 */
export function clockTime(time: number): string {
  return new Date(time).toTimeString().slice(0, 8);
}
