import { Fields } from '#at/fields';
import { commandsFor } from '#commands/index';
import { parseSettings } from '#module/settings/parse';
import type { Side } from './format.ts';

const LF = 0x0a;
const CR = 0x0d;
const PROMPT = 0x3e;
/** What a line may have before it is taken for something else. */
const MAX_LINE_BYTES = 65_536;
const SET_FORM = /^(AT[^=?]*)=(?!\?$)/i;
const BEGINS_COMMAND = /^a(?:t|$)/i;
const ENDS_DATA = new Set(['OK', 'ERROR', 'SEND OK', 'SEND FAIL', '+MQTTPUB:OK', '+MQTTPUB:FAIL']);

/** What a line between host and module carries, as it becomes whole; every byte is in exactly one of these. */
export interface TrafficSink {
  /** @param bytes with the line end, where it has one; cut off where it stopped coming */
  line(from: Side, bytes: Buffer): void;
  /**
   * A part of the data that a command of the host has asked for.
   * @param left how many bytes are still to come; undefined: that is not known
   */
  data(bytes: Buffer, left: number | undefined, command: string): void;
}

interface DataPhase {
  readonly command: string;
  /** Bytes still to come; undefined: all that comes until the module speaks. */
  left: number | undefined;
}

/**
 * Takes what goes over a line apart into lines and data, however it is cut. It knows by our command rows how much data belongs to a
 * command; behind the prompt of any other one, data is what comes until the module speaks.
 */
export class TrafficReader {
  readonly #sink: TrafficSink;
  readonly #open: Record<Side, Buffer[]> = { host: [], module: [] };
  readonly #fields = new Fields();
  readonly #rows = new Map(commandsFor(parseSettings({})).map((row) => [row.name, row]));
  /** The last command of the host, which the module may answer with a prompt. */
  #asked: DataPhase | undefined;
  #data: DataPhase | undefined;

  constructor(sink: TrafficSink) {
    this.#sink = sink;
  }

  /** @param bytes valid only during the call */
  feed(from: Side, bytes: Uint8Array): void {
    const buffer = Buffer.from(bytes);
    if (from === 'host') this.#host(buffer);
    else this.#module(buffer);
  }

  /** Whether something has begun that is not whole. */
  get pending(): boolean {
    return this.#open.host.length > 0 || this.#open.module.length > 0;
  }

  /** Gives out what is not whole. @param kept what stays, for more of it may come */
  flush(kept: 'nothing' | 'commands' = 'nothing'): void {
    for (const side of ['host', 'module'] as const) {
      const bytes = Buffer.concat(this.#open[side]);
      // A command, or its echo, is looked at as a whole: it may be the beginning of a password.
      const stays = kept === 'commands' && BEGINS_COMMAND.test(bytes.toString('latin1', 0, 2));
      if (!stays) this.#flush(side);
    }
  }

  #flush(side: Side): void {
    const bytes = Buffer.concat(this.#open[side]);
    this.#open[side] = [];
    if (bytes.length > 0) this.#sink.line(side, bytes);
  }

  #host(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) {
      const phase = this.#data;
      if (phase === undefined) {
        at = this.#takeLine('host', bytes, at, (line) => this.#asks(line));
        continue;
      }
      const part = bytes.subarray(at, phase.left === undefined ? bytes.length : at + phase.left);
      if (phase.left !== undefined) phase.left -= part.length;
      if (phase.left === 0) this.#data = undefined;
      this.#sink.data(part, phase.left, phase.command);
      at += part.length;
    }
  }

  #module(bytes: Buffer): void {
    if (this.#data?.left === undefined) this.#data = undefined;
    for (let at = 0; at < bytes.length; ) {
      if (bytes[at] === PROMPT && this.#open.module.length === 0) this.#endAtCr();
      if (this.#asked !== undefined && bytes[at] === PROMPT && this.#open.module.length === 0) {
        this.#data = this.#asked;
        this.#asked = undefined;
        this.#sink.line('module', bytes.subarray(at, at + 1));
        at++;
        continue;
      }
      at = this.#takeLine('module', bytes, at, (line) => {
        const text = line.toString('latin1').trim();
        if (ENDS_DATA.has(text)) this.#endAtCr();
        if (text === 'ERROR') this.#asked = undefined;
        if (this.#data !== undefined && ENDS_DATA.has(text)) this.#data = undefined;
      });
    }
  }

  /** A host whose lines end with CR alone has sent one, for the module has read it. An echo alone says nothing of that. */
  #endAtCr(): void {
    if (this.#open.host.at(-1)?.at(-1) !== CR) return;
    this.#asks(Buffer.concat(this.#open.host));
    this.#flush('host');
  }

  /** @returns behind the line, or the end of what there is */
  #takeLine(side: Side, bytes: Buffer, from: number, whole: (line: Buffer) => void): number {
    const open = this.#open[side];
    const end = bytes.indexOf(LF, from);
    const to = end === -1 ? bytes.length : end + 1;
    open.push(bytes.subarray(from, to));
    if (end === -1) {
      if (open.reduce((sum, { length }) => sum + length, 0) > MAX_LINE_BYTES) this.#flush(side);
      return to;
    }
    const line = Buffer.concat(open);
    this.#open[side] = [];
    whole(line);
    this.#sink.line(side, line);
    return to;
  }

  #asks(line: Buffer): void {
    const text = line.toString('latin1').trimEnd();
    const [head = '', name = ''] = SET_FORM.exec(text) ?? [];
    if (name === '') {
      this.#asked = /^AT/i.test(text) ? { command: text.toUpperCase(), left: undefined } : undefined;
      return;
    }
    const command = name.toUpperCase();
    const params = this.#rows.get(command)?.forms.set?.params ?? [];
    const counts = params.findIndex(({ countsData }) => countsData === true);
    let left: number | undefined;
    if (counts !== -1) {
      this.#fields.split(line, 0, head.length, text.length, false);
      left = this.#fields.omitted(counts) ? undefined : this.#fields.number(counts);
    }
    this.#asked = { command, left: left !== undefined && left > 0 ? left : undefined };
  }
}
