import type { Timers } from '#time/timers';
import type { NewRecordingEvent, Side } from './format.ts';
import { Masking } from './masking.ts';
import type { LineListener } from './recorder.ts';
import { TrafficReader } from './traffic-reader.ts';

/** Milliseconds after which the beginning of a line is recorded as it is, for no more of it may come. */
const LATE_MS = 500;

/**
 * Hands on what goes over a line with its secrets masked, line by line. The beginning of a host's line waits for its end, because it may be
 * the beginning of a password.
 */
export class MaskingListener implements LineListener {
  readonly #to: LineListener;
  readonly #timers: Timers;
  readonly #masking = new Masking();
  readonly #reader: TrafficReader;
  #delivered: Readonly<Record<Side, boolean>> = { host: true, module: true };
  #late: (() => void) | undefined;
  /** The last line of the host, where nothing of it is shown. */
  #hidden: Buffer | undefined;

  constructor(to: LineListener, timers: Timers) {
    this.#to = to;
    this.#timers = timers;
    this.#reader = new TrafficReader({
      line: (from, bytes) => to.bytes(from, this.#shown(from, bytes), this.#delivered[from]),
      data: (bytes, _left, command) =>
        to.bytes('host', this.#masking.data(bytes, command), this.#delivered.host),
    });
  }

  /** A host's line that is no command may be a secret that was sent too early, or a command behind noise; its echo is the same. */
  #shown(from: Side, bytes: Buffer): Buffer {
    if (from === 'host') this.#hidden = this.#masking.hidden(bytes) ? bytes : undefined;
    const hidden = from === 'host' ? this.#hidden !== undefined : this.#hidden?.equals(bytes) === true;
    return hidden ? this.#masking.starred(bytes) : this.#masking.line(bytes);
  }

  bytes(from: Side, bytes: Uint8Array, delivered: boolean): void {
    this.#delivered = { ...this.#delivered, [from]: delivered };
    this.#reader.feed(from, bytes);
    this.#late?.();
    this.#late = this.#reader.pending
      ? this.#timers.after(LATE_MS, () => this.#reader.flush('commands'))
      : undefined;
  }

  event(event: NewRecordingEvent): void {
    if (event.event === 'ended') {
      this.#late?.();
      this.#reader.flush();
    }
    this.#to.event(event);
  }
}
