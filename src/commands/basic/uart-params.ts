import { number } from '#at/params';
import { OK, type Reply } from '#at/reply';
import { int, response } from '#at/response';
import type { Module } from '#module/module';
import type { UartSettings } from '#module/observer';
import { UART_RANGES } from '#module/uart';

/** What `AT+UART_CUR=` and `AT+UART_DEF=` take. */
export const uartParams = [
  number<Module>('baudrate', { about: 'Bits a second.', range: UART_RANGES.baud }),
  number<Module>('databits', { about: 'Data bits of a byte.', range: UART_RANGES.dataBits }),
  number<Module>('stopbits', { about: '1: one; 2: one and a half; 3: two.', range: UART_RANGES.stopBits }),
  number<Module>('parity', { about: '0: none; 1: odd; 2: even.', range: UART_RANGES.parity }),
  number<Module>('flow control', {
    about: '0: none; 1: RTS; 2: CTS; 3: both.',
    range: UART_RANGES.flowControl,
  }),
] as const;

/** `+UART_CUR:…` and `+UART_DEF:…`. */
export function uartResponse(name: string) {
  return response`${name}:${int('baudrate')},${int('databits')},${int('stopbits')},${int('parity')},${int('flow control')}`;
}

/** The settings in the order of the response. */
export function uartValues({ baud, dataBits, stopBits, parity, flowControl }: UartSettings) {
  return [baud, dataBits, stopBits, parity, flowControl] as const;
}

/** Uses the settings from the OK on and after each restart, whatever `AT+SYSSTORE` says. */
export function useAndStore(
  { uart, flash }: Module,
  [baud, dataBits, stopBits, parity, flowControl]: readonly [number, number, number, number, number],
): Reply {
  const settings = { baud, dataBits, stopBits, parity, flowControl };
  uart.store(settings, flash);
  return { ...OK, after: () => uart.use(settings) };
}
