import type { Lifecycle } from '#app/lifecycle';
import type { LogLevelOption } from '#config/plan-options';
import { systemClock } from '#time/clock';
import { isJournal } from '../log/journal.ts';
import { createLog, type LogForm, type LogSink, type RunLog } from '../log/log.ts';
import { LogFile } from '../log/log-file.ts';
import { notice } from '../output.ts';
import type { RunOptions } from './options.ts';

const stderr: LogSink = { write: (line) => void process.stderr.write(line) };

/** The log of a run: into a file, on standard error, or above the line that a person types. */
export class RunLogs {
  readonly log: RunLog;
  /** Where its lines go now. */
  readonly sink: LogSink;
  /** Those that SIGHUP opens again, the trace among them. */
  readonly files: LogFile[] = [];
  readonly #toFile: boolean;
  #now: LogSink;

  /** @throws UsageError when the file cannot be written */
  constructor({ logFile, json }: RunOptions, level: LogLevelOption, life: Lifecycle) {
    const file = logFile === undefined ? undefined : new LogFile(logFile, 'cli.noLogFile', notice);
    if (file !== undefined) this.files.push(file);
    this.#toFile = file !== undefined;
    this.#now = file ?? stderr;
    this.sink = { write: (line) => this.#now.write(line) };
    this.log = createLog({ level, form: formOf(json === true, file), timers: systemClock }, this.sink);
    life.onClose(() => {
      this.log.flush();
      for (const each of this.files) each.close();
    });
  }

  /** Shows lines through a terminal that is open; undefined: on standard error again. A file keeps them. */
  show(terminal: LogSink | undefined): void {
    if (!this.#toFile) this.#now = terminal ?? stderr;
  }
}

/** How lines of the log are written. */
function formOf(json: boolean, file: LogFile | undefined): LogForm {
  if (json) return 'json';
  if (file !== undefined) return 'file';
  return isJournal() ? 'journal' : 'terminal';
}
