import { english } from '#messages/language';
import { VERSION } from '#node/version';
import { Capture } from '#pcap/capture';
import type { ModuleCapture } from '#pcap/module-capture';
import { MaskingListener } from '#recording/masking-listener';
import { type LineListener, Recorder, type RecordingSubject } from '#recording/recorder';
import type { Clock } from '#time/clock';

/** Of recordings, and of the capture: the one that is full first ends both. */
const MAX_BYTES = 16_777_216;

/** What a recording says of a module. */
export type DescribeModule = (module: string) => Omit<RecordingSubject, 'by' | 'masked'>;

/** What becomes of a recording. */
export type RecordingState = 'running' | 'ended' | 'full';

interface SessionParts {
  readonly clock: Clock;
  /** Passwords are kept as they are. */
  readonly secrets: boolean;
  readonly describe: DescribeModule;
  readonly changed: (state: RecordingState) => void;
}

/** The recording of one module. */
interface RecordedLine {
  readonly listener: LineListener;
  readonly lines: string[];
}

/** A recording of all modules in memory: of each line a recording, and of all connections to brokers a capture. */
export class RecordingSession {
  readonly startedAt: string;
  readonly secrets: boolean;
  readonly limitBytes = MAX_BYTES;
  readonly #parts: SessionParts;
  readonly #lines = new Map<string, RecordedLine>();
  readonly #captures = new Map<string, ModuleCapture>();
  readonly #capture: Capture;
  readonly #blocks: Uint8Array[] = [];
  #lineBytes = 0;
  #blockBytes = 0;
  #endedAt: string | undefined;
  #state: RecordingState = 'running';

  constructor(parts: SessionParts) {
    const { clock, secrets } = parts;
    this.#parts = parts;
    this.secrets = secrets;
    this.startedAt = this.#date();
    this.#capture = new Capture({
      clock,
      language: english,
      program: `atmqtt ${VERSION}`,
      // It may be of several, and which there will be is not known yet.
      several: true,
      write: (block) => this.#keep(block),
    });
    parts.changed('running');
  }

  get state(): RecordingState {
    return this.#state;
  }

  get endedAt(): string | undefined {
    return this.#endedAt;
  }

  /** How large the larger part of it is. */
  get bytes(): number {
    return Math.max(this.#lineBytes, this.#blockBytes);
  }

  /** Those that something was recorded of. */
  get modules(): string[] {
    return [...this.#lines.keys()];
  }

  /** Takes what goes over the line of a module. */
  line(module: string): LineListener {
    return this.#lineOf(module).listener;
  }

  /** Takes what goes between a module and its brokers. */
  capture(module: string): ModuleCapture {
    const known = this.#captures.get(module) ?? this.#capture.forModule(module, module);
    this.#captures.set(module, known);
    return known;
  }

  /** The recording of a module. @returns undefined when there is none */
  recording(module: string): string | undefined {
    return this.#lines.get(module)?.lines.join('');
  }

  /** The capture, as pcapng. */
  pcapng(): Buffer {
    if (this.#state === 'running') this.#capture.flush();
    return Buffer.concat(this.#blocks);
  }

  /** Ends it; harmless when repeated. */
  end(state: Exclude<RecordingState, 'running'>): void {
    if (this.#state !== 'running') return;
    // While it still runs, so that what waits is kept.
    if (state === 'ended') this.#capture.flush();
    for (const { listener } of this.#lines.values()) listener.event({ event: 'ended' });
    this.#state = state;
    this.#capture.stop();
    this.#endedAt = this.#date();
    this.#parts.changed(state);
  }

  #lineOf(module: string): RecordedLine {
    const known = this.#lines.get(module);
    if (known !== undefined) return known;
    const { clock, secrets, describe } = this.#parts;
    const lines: string[] = [];
    const sink = { write: (line: string) => this.#add(lines, line), gap: undefined };
    const subject = { by: `atmqtt ${VERSION}`, ...describe(module), ...(!secrets && { masked: true }) };
    const recorder = new Recorder(sink, subject, clock);
    const line = { lines, listener: secrets ? recorder : new MaskingListener(recorder, clock) };
    this.#lines.set(module, line);
    return line;
  }

  #add(lines: string[], line: string): void {
    if (this.#state !== 'running') return;
    if (this.#lineBytes + line.length > MAX_BYTES) {
      this.#full();
      return;
    }
    this.#lineBytes += line.length;
    lines.push(line);
  }

  #keep(block: Uint8Array): boolean {
    if (this.#state !== 'running') return true;
    if (this.#blockBytes + block.length > MAX_BYTES) {
      this.#full();
      return true;
    }
    this.#blockBytes += block.length;
    this.#blocks.push(block);
    return true;
  }

  /** What is written now is no part of it any more, nor is what still waits. */
  #full(): void {
    this.#state = 'full';
    this.#capture.stop();
    this.#endedAt = this.#date();
    this.#parts.changed('full');
  }

  #date(): string {
    return new Date(this.#parts.clock.wall()).toISOString();
  }
}
