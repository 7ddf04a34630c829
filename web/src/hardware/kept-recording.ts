import { signal } from '@preact/signals';
import type { RecordingHeader } from '#recording/format';
import { type LineListener, Recorder } from '#recording/recorder';
import { systemClock } from '#time/clock';

/** Characters of a recording; what comes behind them is told as missing. */
const MAX_CHARACTERS = 67_108_864;

/** A recording in the memory of the page. */
export class KeptRecording {
  readonly #lines: string[] = [];
  readonly #recorder: Recorder;
  readonly #sink = {
    write: (line: string, bytes: number) => this.#write(line, bytes),
    gap: undefined as Gap,
  };
  #missing = 0;
  /** What stands at the end of a file that is being made. */
  #end: string[] | undefined;
  /** How many characters it has. */
  readonly size = signal(0);
  /** Whether it has as many as it may. */
  readonly full = signal(false);

  constructor(subject: Pick<RecordingHeader, 'by' | 'host' | 'module'>) {
    this.#recorder = new Recorder(this.#sink, subject, systemClock);
  }

  /** Takes what goes over the line. */
  get listener(): LineListener {
    return this.#recorder;
  }

  /** The file so far. @param over nothing comes any more */
  file(over: boolean): Blob {
    const end: string[] = [];
    if (this.#missing > 0) end.push(this.#sink.gap?.(this.#missing) ?? '');
    if (over) {
      this.#end = end;
      this.#recorder.event({ event: 'ended' });
      this.#end = undefined;
    }
    return new Blob([...this.#lines, ...end], { type: 'application/x-ndjson' });
  }

  #write(line: string, bytes: number): void {
    if (this.#end !== undefined) {
      this.#end.push(line);
      return;
    }
    if (this.full.value || this.size.value + line.length > MAX_CHARACTERS) {
      this.full.value = true;
      this.#missing += bytes;
      return;
    }
    this.#lines.push(line);
    this.size.value += line.length;
  }
}

type Gap = ((bytes: number) => string) | undefined;
