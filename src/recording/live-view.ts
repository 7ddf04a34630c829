import { showBytes } from '#bytes/show-bytes';
import { type Message, message } from '#messages/message';
import type { Timers } from '#time/timers';
import type { NewRecordingEvent, Side } from './format.ts';
import { Masking } from './masking.ts';
import type { LineListener } from './recorder.ts';
import { TrafficReader } from './traffic-reader.ts';

/** Milliseconds after which what has no line end is shown without one, such as a prompt. */
const SHOWN_AFTER_MS = 200;
/** Of a line that long the rest is no help to look at. */
const SHOWN_CHARACTERS = 1000;
const SPEAKERS: Readonly<Record<Side, string>> = { host: 'host > ', module: 'module < ' };
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
const UNPRINTABLE = /[\u0000-\u001f\u007f]/g;

/** What a view shows: a line of the traffic, or what is said of it. */
export type Shown = { readonly speaker: string } & ({ readonly text: string } | { readonly said: Message });

/** Shows a line as it is spoken on, as a trace does: a line each, secrets masked, data counted. */
export class LiveView implements LineListener {
  readonly #show: (shown: Shown) => void;
  readonly #timers: Timers;
  readonly #masking = new Masking();
  readonly #reader: TrafficReader;
  #dataBytes = 0;
  #late: (() => void) | undefined;

  constructor(show: (shown: Shown) => void, timers: Timers) {
    this.#show = show;
    this.#timers = timers;
    this.#reader = new TrafficReader({
      line: (from, bytes) => this.#line(from, bytes),
      data: (bytes, left) => {
        this.#dataBytes += bytes.length;
        if (left === 0) this.#tellData();
      },
    });
  }

  bytes(from: Side, bytes: Uint8Array, delivered: boolean): void {
    this.#reader.feed(from, bytes);
    if (!delivered) {
      const to = from === 'host' ? 'module' : 'host';
      this.#show({ speaker: '', said: message('recording.undelivered', { from, to, bytes: bytes.length }) });
    }
    this.#late?.();
    const shown = this.#reader.pending || this.#dataBytes > 0;
    this.#late = shown ? this.#timers.after(SHOWN_AFTER_MS, () => this.#flush('commands')) : undefined;
  }

  event(event: NewRecordingEvent): void {
    if (event.event === 'ended') {
      this.#late?.();
      this.#flush('nothing');
      return;
    }
    const said = describeEvent(event);
    if (said !== undefined) this.#show({ speaker: '', said });
  }

  #flush(kept: 'nothing' | 'commands'): void {
    this.#reader.flush(kept);
    this.#tellData();
  }

  #line(from: Side, bytes: Buffer): void {
    this.#tellData();
    const speaker = SPEAKERS[from];
    const counted = from === 'host' ? this.#masking.counted(bytes) : undefined;
    if (counted !== undefined) return this.#show({ speaker, said: counted });
    const text = showBytes(this.#masking.line(bytes)).replace(/[\r\n]+$/, '');
    if (text === '') return;
    const shown = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
    this.#show({ speaker, text: shown.replace(UNPRINTABLE, escaped) });
  }

  #tellData(): void {
    if (this.#dataBytes === 0) return;
    this.#show({ speaker: SPEAKERS.host, said: message('at.maskedData', { bytes: this.#dataBytes }) });
    this.#dataBytes = 0;
  }
}

/** What happened, for people. */
function describeEvent(event: NewRecordingEvent): Message | undefined {
  switch (event.event) {
    case 'opened':
      return message('recording.opened', { side: event.side, name: event.name });
    case 'closed':
      return message('recording.closed', { side: event.side });
    case 'lost':
      return message('recording.lost', { side: event.side });
    case 'line':
      return message('recording.line', event);
    case 'signal':
      return message('recording.signal', event);
    case 'gap':
      return message('recording.gap', event);
    case 'ended':
      return undefined;
  }
}

function escaped(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
