import type { LineSettings } from './port.ts';

/** A genuine module's line before `AT+UART_CUR`. */
export const DEFAULT_LINE: LineSettings = {
  baud: 115_200,
  dataBits: 8,
  stopBits: 1,
  parity: 'none',
  flowControl: 'none',
};

/** The speeds a module's UART has, as `AT+UART_CUR` takes them; bits a second. */
export const BAUD_RANGE = { least: 80, most: 5_000_000 } as const;

/** Whether a module's UART has the speed. */
export function isBaud(value: number): boolean {
  return Number.isInteger(value) && value >= BAUD_RANGE.least && value <= BAUD_RANGE.most;
}
