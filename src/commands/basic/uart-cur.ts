import { number } from '../../at/params.ts';
import { OK, okWith } from '../../at/reply.ts';
import type { Module } from '../../module/module.ts';
import { defineCommand, form } from '../define.ts';

export const uartCur = defineCommand({
  name: 'AT+UART_CUR',
  family: 'basic',
  help: 'The serial line’s present speed and framing, until the next restart.',
  forms: {
    query: form({
      run({ modes: { uart } }) {
        const { baud, dataBits, stopBits, parity, flowControl } = uart;
        return okWith(`+UART_CUR:${baud},${dataBits},${stopBits},${parity},${flowControl}`);
      },
    }),
    set: form({
      params: [
        number<Module>('baudrate', { about: 'Bits a second.', range: [80, 5_000_000] }),
        number<Module>('databits', { about: 'Data bits of a byte.', range: [5, 8] }),
        number<Module>('stopbits', { about: '1: one; 2: one and a half; 3: two.', range: [1, 3] }),
        number<Module>('parity', { about: '0: none; 1: odd; 2: even.', range: [0, 2] }),
        number<Module>('flow control', { about: '0: none; 1: RTS; 2: CTS; 3: both.', range: [0, 3] }),
      ],
      run({ modes }, [baud, dataBits, stopBits, parity, flowControl]) {
        modes.uart = { baud, dataBits, stopBits, parity, flowControl };
        return OK;
      },
    }),
  },
});
