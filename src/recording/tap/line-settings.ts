import { DEFAULT_LINE, isBaud, type LineSettings } from '#ports/serial-line';
import type { Side } from '../format.ts';
import { TrafficReader } from '../traffic-reader.ts';

const SETS_LINE = /^AT\+UART_(CUR|DEF)=(\d+),(\d+),(\d+),(\d+),(\d+)$/i;
const RESTARTS = /^AT\+(RST|RESTORE)$/i;
const DATA_BITS: Readonly<Record<string, LineSettings['dataBits']>> = { 5: 5, 6: 6, 7: 7, 8: 8 };
const STOP_BITS: Readonly<Record<string, LineSettings['stopBits']>> = { 1: 1, 2: 1.5, 3: 2 };
const PARITY: Readonly<Record<string, LineSettings['parity']>> = { 0: 'none', 1: 'odd', 2: 'even' };
const FLOW_CONTROL: Readonly<Record<string, LineSettings['flowControl']>> = {
  0: 'none',
  1: 'rts',
  2: 'cts',
  3: 'rtscts',
};

/** A line as the manual's numbers of `AT+UART_CUR` have it; undefined where one of them is none. */
export function lineOf(
  baud: number,
  [data, stop, parity, flow]: readonly (number | string)[],
): LineSettings | undefined {
  const dataBits = DATA_BITS[data ?? ''];
  const stopBits = STOP_BITS[stop ?? ''];
  const parityOf = PARITY[parity ?? ''];
  const flowControl = FLOW_CONTROL[flow ?? ''];
  if (!isBaud(baud) || dataBits === undefined || stopBits === undefined) return undefined;
  if (parityOf === undefined || flowControl === undefined) return undefined;
  return { baud, dataBits, stopBits, parity: parityOf, flowControl };
}

/** Sees in the traffic how a module sets its line, so that who is in between can follow. */
export class LineWatch {
  readonly #reader: TrafficReader;
  readonly #changed: (settings: LineSettings) => void;
  /** What the module has after a restart. */
  #stored: LineSettings;
  #wanted: { readonly settings: LineSettings; readonly stored: LineSettings } | undefined;

  /**
   * @param stored how the line was when the module started
   * @param changed the module has another line from now on: its `OK` is the last that went over the one before
   */
  constructor(stored: LineSettings, changed: (settings: LineSettings) => void) {
    this.#stored = stored;
    this.#changed = changed;
    this.#reader = new TrafficReader({
      line: (from, bytes) => this.#line(from, bytes.toString('latin1').trim()),
      data: () => {},
    });
  }

  feed(from: Side, bytes: Uint8Array): void {
    this.#reader.feed(from, bytes);
  }

  #line(from: Side, text: string): void {
    if (from === 'host') {
      this.#wanted = this.#wantedBy(text) ?? (/^AT/i.test(text) ? undefined : this.#wanted);
      return;
    }
    if (text === 'ERROR') this.#wanted = undefined;
    if (text !== 'OK' || this.#wanted === undefined) return;
    const { settings, stored } = this.#wanted;
    this.#wanted = undefined;
    this.#stored = stored;
    this.#changed(settings);
  }

  #wantedBy(text: string): { settings: LineSettings; stored: LineSettings } | undefined {
    const [, restart = ''] = RESTARTS.exec(text) ?? [];
    if (restart !== '') {
      const stored = restart.toUpperCase() === 'RESTORE' ? DEFAULT_LINE : this.#stored;
      return { settings: stored, stored };
    }
    const [, kind = '', baud, ...rest] = SETS_LINE.exec(text) ?? [];
    const settings = lineOf(Number(baud), rest);
    if (settings === undefined) return undefined;
    return { settings, stored: kind.toUpperCase() === 'DEF' ? settings : this.#stored };
  }
}
