import { OK, okWith } from '#at/reply';
import { printUart } from '#module/uart';
import { defineCommand, form } from '../define.ts';
import { uartParams } from './uart-params.ts';

export const uartDef = defineCommand({
  name: 'AT+UART_DEF',
  family: 'basic',
  help: 'The serial line’s speed and framing, from now on and after each restart.',
  forms: {
    query: form({ run: ({ uart, flash }) => okWith(`+UART_DEF:${printUart(uart.stored(flash))}`) }),
    set: form({
      params: uartParams,
      run({ uart, store }, [baud, dataBits, stopBits, parity, flowControl]) {
        const settings = { baud, dataBits, stopBits, parity, flowControl };
        if (store !== undefined) uart.store(settings, store);
        return { ...OK, after: () => uart.use(settings) };
      },
    }),
  },
});
