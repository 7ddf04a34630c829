import { OK, okWith } from '#at/reply';
import { printUart } from '#module/uart';
import { defineCommand, form } from '../define.ts';
import { uartParams } from './uart-params.ts';

export const uartCur = defineCommand({
  name: 'AT+UART_CUR',
  family: 'basic',
  help: 'The serial line’s present speed and framing, until the next restart.',
  forms: {
    query: form({ run: ({ uart }) => okWith(`+UART_CUR:${printUart(uart.present)}`) }),
    set: form({
      params: uartParams,
      run({ uart }, [baud, dataBits, stopBits, parity, flowControl]) {
        return { ...OK, after: () => uart.use({ baud, dataBits, stopBits, parity, flowControl }) };
      },
    }),
  },
});
