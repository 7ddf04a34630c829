import { reasonOf } from '#errors/atmqtt-error';
import { UsageError } from '#errors/usage-error';
import { AppendFile } from '#files/append-file';
import { type Message, message } from '#messages/message';
import type { LogSink } from './log.ts';

/** Why lines cannot be written, by what they are. */
type NotWritten = 'cli.noLogFile' | 'cli.noTraceFile';

/** A file to whose end lines of the log, or of a trace, are written. Opened again, it follows what logrotate has renamed. */
export class LogFile implements LogSink {
  readonly #path: string;
  readonly #notWritten: NotWritten;
  readonly #failed: (reason: Message) => void;
  #file: AppendFile | undefined;
  #toldOfFailure = false;

  /**
   * @param failed takes why lines are lost, once until some are written again
   * @throws UsageError when it cannot be opened
   */
  constructor(path: string, notWritten: NotWritten, failed: (reason: Message) => void) {
    this.#path = path;
    this.#notWritten = notWritten;
    this.#failed = failed;
    try {
      this.#file = new AppendFile(path);
    } catch (error) {
      throw new UsageError(this.#reason(error), { cause: error });
    }
  }

  write(line: string): void {
    try {
      this.#file ??= new AppendFile(this.#path);
      this.#file.append(line);
      this.#toldOfFailure = false;
    } catch (error) {
      this.#tell(error);
    }
  }

  /** Goes on in the file that has the name now; one that cannot be opened is tried again with the next line. */
  reopen(): void {
    this.close();
    try {
      this.#file = new AppendFile(this.#path);
    } catch (error) {
      this.#tell(error);
    }
  }

  close(): void {
    const file = this.#file;
    this.#file = undefined;
    try {
      file?.close();
    } catch (error) {
      this.#tell(error);
    }
  }

  #tell(error: unknown): void {
    if (this.#toldOfFailure) return;
    this.#toldOfFailure = true;
    this.#failed(this.#reason(error));
  }

  #reason(error: unknown): Message {
    return message(this.#notWritten, { file: this.#path, why: reasonOf(error) });
  }
}
