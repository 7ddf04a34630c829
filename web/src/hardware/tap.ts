import { computed, signal } from '@preact/signals';
import { decodeUtf8 } from '#bytes/utf8';
import type { Side as SideName } from '#recording/format';
import { about } from '../state/about.ts';
import { commandSet } from '../terminal/commands.ts';
import { mayStore, remember } from '../terminal/keeping.ts';
import { urcOf } from '../terminal/meaning.ts';
import type { ScreenSource } from '../terminal/screen.tsx';
import type { Traffic } from '../terminal/screen-text.ts';
import { mayHoldSecret } from '../terminal/star-button.tsx';
import { dataOf, type Target } from '../terminal/target.ts';
import type { Input } from '../terminal/typing.ts';
import type { ViewOptions } from '../terminal/view-options.ts';
import { Exchange } from './exchange.ts';
import { KeptRecording } from './kept-recording.ts';
import { LineCutter } from './line-cutter.ts';
import { placeOf, type SerialPort } from './serial.ts';
import { Side, type SideEvents } from './side.ts';

/** Lines that are shown. */
const MAX_SEEN = 5000;
/** What the page is called as a host: on the screen as in the terminal, and in recordings. */
const PAGE = { host: 'control', place: 'page' } as const;
const LINE_END = /[\r\n]+$/;

export const viewOptions: ViewOptions = { times: signal(true), ends: signal(false) };
export const exchange = new Exchange();
/** All that went over the line since it was begun; undefined before anything was connected. */
export const recording = signal<KeptRecording | undefined>(undefined);

let seen: Traffic[] = [];
let hearing: ((bytes: Uint8Array) => void) | undefined;
/** Whether a comparison is the host. */
const compared = signal(false);
const listeners = new Set<(traffic: Traffic) => void>();
const cutters = {
  host: new LineCutter('host', (bytes) => asksLine(bytes, 'host')),
  module: new LineCutter('module', (bytes) => answersLine(bytes)),
};

const events: SideEvents = {
  opened(side, port) {
    if (recording.value === undefined) beginRecording();
    else recordOpened(side, port);
  },
  bytes(from, bytes) {
    if (from === 'host') return fromHost(bytes);
    recording.value?.listener.bytes('module', bytes, true);
    host.write(bytes);
    hearing?.(bytes);
    cutters.module.feed(bytes);
  },
  closed({ name }, how) {
    cutters[name].flush();
    if (name === 'module') exchange.reset();
    recording.value?.listener.event({ event: how, side: name });
  },
};

/** The port at which the genuine module is. */
export const module = new Side('module', events);
/** A second port, at which the host of the module may be. */
export const host = new Side('host', events);

/** What the screen shows. */
export const screen = signal<ScreenSource>(source());

/** The genuine module, for the input line. */
export const hardwareTarget: Target = {
  ready: computed(() => module.state.value === 'open' && !compared.value),
  awaits: exchange.awaits,
  waiting: exchange.waiting,
  async send(input) {
    typed(input);
  },
  sendPasted(text) {
    const answered = exchange.answered();
    const wanted = exchange.awaits.value;
    typed(wanted > 0 ? { text: dataOf(text, wanted) } : { line: text });
    return answered;
  },
  clear() {
    seen = [];
    screen.value = source();
  },
};

/** Has a comparison hear what the module says, in the place of whoever types. @param hear undefined: it is over */
export function hearModule(hear: ((bytes: Uint8Array) => void) | undefined): void {
  hearing = hear;
  compared.value = hear !== undefined;
}

/** Begins a recording anew; what there was is gone. */
export function beginRecording(): void {
  const { value: port } = module.port;
  const begun = new KeptRecording({
    by: `atmqtt ${about.value?.version}`,
    host: host.port.value === undefined ? PAGE.place : placeOf(host.port.value),
    ...(port && { module: placeOf(port) }),
  });
  recording.value = begun;
  begun.listener.event({ event: 'opened', side: 'host', name: PAGE.place });
  for (const side of [host, module]) {
    const { value: its } = side.port;
    if (side.state.value === 'open' && its !== undefined) recordOpened(side, its);
  }
}

function recordOpened({ name: side, settings }: Side, port: SerialPort): void {
  const { baudRate: baud, flowControl } = settings.value;
  const listener = recording.value?.listener;
  listener?.event({ event: 'opened', side, name: placeOf(port) });
  listener?.event({
    ...{ event: 'line', side, baud, dataBits: 8, stopBits: 1, parity: 'none' },
    flowControl: flowControl === 'hardware' ? 'rtscts' : 'none',
  });
}

function typed(input: Input): void {
  const bytes = bytesOfInput(input);
  toModule(bytes);
  if (exchange.sent(bytes.length)) {
    show('host', bytes, PAGE.host);
    return;
  }
  asksLine(bytes, PAGE.host);
  if (!('line' in input) || input.line === '') return;
  remember(input.line);
  // No program says that it is shown as it is.
  if (!mayHoldSecret(input.line)) mayStore(input.line);
}

function bytesOfInput(input: Input): Uint8Array {
  if ('base64' in input) return Uint8Array.from(atob(input.base64), (character) => character.charCodeAt(0));
  return new TextEncoder().encode('line' in input ? `${input.line}\r\n` : input.text);
}

/** Gives the module what its host says. */
export function fromHost(bytes: Uint8Array): void {
  toModule(bytes);
  if (exchange.sent(bytes.length)) show('host', bytes, 'host');
  else cutters.host.feed(bytes);
}

function toModule(bytes: Uint8Array): void {
  const delivered = module.write(bytes);
  recording.value?.listener.bytes('host', bytes, delivered);
}

function asksLine(bytes: Uint8Array, from: string): void {
  exchange.command(show('host', bytes, from), from);
}

function answersLine(bytes: Uint8Array): void {
  exchange.answer(show('module', bytes));
}

/** @returns the line without its end */
function show(from: SideName, bytes: Uint8Array, hostName?: string): string {
  const text = textOf(bytes);
  const line = text.replace(LINE_END, '');
  const urc = from === 'module' && urcOf(commandSet.value, line) !== undefined;
  const traffic: Traffic = {
    ...{ time: new Date().toISOString(), from, text, bytes: bytes.length },
    ...(hostName !== undefined && { host: hostName }),
    ...(urc && { urc }),
  };
  seen.push(traffic);
  if (seen.length > 2 * MAX_SEEN) seen = seen.slice(-MAX_SEEN);
  for (const hear of listeners) hear(traffic);
  return line;
}

/** Bytes as text; where they are none, as after a wrong speed, those that are not of ASCII as `\xff`. */
function textOf(bytes: Uint8Array): string {
  const ascii = (byte: number): string =>
    byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
  return decodeUtf8(bytes) ?? Array.from(bytes, ascii).join('');
}

function source(): ScreenSource {
  return {
    last: (max) => seen.slice(-max),
    listen(hear) {
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
  };
}
