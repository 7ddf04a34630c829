import pino from 'pino';
import type { LogLevelOption } from '#config/plan-options';
import type { Log, LogLevel } from '#messages/log';
import { type Message, message } from '#messages/message';
import { escapeControls } from '#text/escape-controls';
import type { Timers } from '#time/timers';
import { notedText } from '../language.ts';
import { Repeats } from './repeats.ts';

/** Priorities of syslog, which journald takes in front of a line. */
const PRIORITIES: Readonly<Record<LogLevel, number>> = { debug: 7, info: 6, warn: 4, error: 3 };

/** What tells lists, at the start and at the end: lines of one kind, each of which counts. */
const LISTS: ReadonlySet<string> = new Set(['config', 'compat']);

/** A line as pino writes it. */
interface PinoLine {
  readonly level: LogLevel;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly module?: string;
  readonly ns: string;
  readonly msg: string;
}

/** How lines are written: for programs, for a person who looks on, for one who reads a file later, or for journald. */
export type LogForm = 'json' | 'terminal' | 'file' | 'journal';

/** Where finished log lines go; the terminal puts itself in between, so as not to lose what is being typed. */
export interface LogSink {
  write(line: string): void;
}

/** The log of a run. */
export interface RunLog {
  /** The log of a module, by its name, by which several are told apart; of the program without one. */
  logFor(module?: string): Log;
  /** What is told from now on. */
  level: LogLevelOption;
  /** Tells what was counted and not told yet. */
  flush(): void;
}

/**
 * Makes the log: pino's lines of JSON, or lines for a person. Lines that repeat are counted, and told now and then with how
 * often they have come; with the level debug each is told.
 */
export function createLog(
  options: { readonly level: LogLevelOption; readonly form: LogForm; readonly timers: Timers },
  sink: LogSink,
): RunLog {
  const { form, timers } = options;
  const destination = { write: (line: string) => sink.write(lineIn(form, line)) };
  const format = { level: (label: string) => ({ level: label }) };
  const logger = pino(
    {
      level: options.level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      ...(form === 'json' ? {} : { formatters: format }),
    },
    destination,
  );
  const repeats = new Repeats(timers);
  return {
    get level() {
      return logger.level as LogLevelOption;
    },
    set level(level) {
      logger.level = level;
    },
    flush: () => repeats.flush(),
    logFor(module) {
      // Takes all: what is told is the level of the logger above it, which knows none of the modules that come and go.
      const child = logger.child(module === undefined ? {} : { module }, { level: 'trace' });
      const tell = (level: LogLevel, ns: string, said: Message): void => {
        if (logger.isLevelEnabled(level)) child[level]({ ns }, notedText(said));
      };
      return (level, ns, said) => {
        // A text that nobody reads is not made.
        if (!logger.isLevelEnabled(level)) return;
        const text = notedText(said);
        if (logger.level === 'debug' || logger.level === 'trace') return void child[level]({ ns }, text);
        const kind = `${module ?? ''}\n${ns}\n${said.key}`;
        const again = (count: number, seconds: number): void =>
          tell(level, ns, message('cli.repeated', { what: said, count, seconds }));
        const alike = (count: number, seconds: number): void =>
          tell(level, ns, message('cli.moreAlike', { what: said, count, seconds }));
        const line = `${kind}\n${text}`;
        if (!LISTS.has(ns) && !repeats.knows(line) && !repeats.passesKind(kind, alike)) return;
        if (repeats.passes(line, again, `${module ?? ''}\n${ns}`)) child[level]({ ns }, text);
      };
    },
  };
}

function lineIn(form: LogForm, line: string): string {
  // JSON leaves some of them as they are, and means the same by their escapes.
  if (form === 'json') return `${escapeControls(line.slice(0, -1))}\n`;
  const { level, time, module, ns, msg } = JSON.parse(line) as PinoLine;
  // What comes from outside, such as a broker's reason, must not look like lines of the log, nor move a cursor.
  const text = escapeControls(`${module === undefined ? ns : `${module} ${ns}`}: ${msg}`);
  switch (form) {
    case 'terminal':
      return `${clockTime(Date.parse(time))} ${level.padEnd(5)} ${text}\n`;
    case 'file':
      return `${time} ${level.padEnd(5)} ${text}\n`;
    case 'journal':
      return `<${PRIORITIES[level]}>${text}\n`;
  }
}

/** `12:31:07` here. @param time milliseconds since 1970 */
export function clockTime(time: number): string {
  return new Date(time).toTimeString().slice(0, 8);
}
