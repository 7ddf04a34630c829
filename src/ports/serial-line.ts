/** How a serial line is set, as `AT+UART_CUR` has it. */
export interface LineSettings {
  /** Bits a second. */
  readonly baud: number;
  /** Data bits of a byte. */
  readonly dataBits: 5 | 6 | 7 | 8;
  /** Stop bits. */
  readonly stopBits: 1 | 1.5 | 2;
  /** The check bit behind them. */
  readonly parity: 'none' | 'odd' | 'even';
  /** Which of the two hardware lines hold a side back. */
  readonly flowControl: 'none' | 'rts' | 'cts' | 'rtscts';
}

/** A line with a speed behind a host's stream: a serial device, or one over RFC 2217. */
export interface SerialLine {
  /** How the module's end is set. */
  readonly settings: LineSettings;
  /** Where the host's end is known, its speed; undefined while it has set none. */
  farBaud?(): number | undefined;
  /** Sets the line once what was written before has left. @throws when the device cannot do it */
  set(settings: LineSettings): Promise<void>;
}

/** A genuine module's line before `AT+UART_CUR`. */
export const DEFAULT_LINE: LineSettings = {
  baud: 115_200,
  dataBits: 8,
  stopBits: 1,
  parity: 'none',
  flowControl: 'none',
};

/** The speeds a module's UART has, as `AT+UART_CUR` takes them; bits a second. */
export const BAUD_RANGE = { min: 80, max: 5_000_000 } as const;

/** Whether a module's UART has the speed. */
export function isBaud(value: number): boolean {
  return Number.isInteger(value) && value >= BAUD_RANGE.min && value <= BAUD_RANGE.max;
}
