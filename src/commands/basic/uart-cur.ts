import { OK, okWith } from '#at/reply';
import { defineCommand, form } from '../define.ts';
import { uartParams, uartResponse, uartValues } from './uart-params.ts';

const present = uartResponse('+UART_CUR');

export const uartCur = defineCommand({
  name: 'AT+UART_CUR',
  family: 'basic',
  help: 'The serial line’s present speed and framing, until the next restart.',
  forms: {
    query: form({
      responses: [present],
      run: ({ uart }) => okWith(present.line(...uartValues(uart.present))),
    }),
    set: form({
      params: uartParams,
      run({ uart }, [baud, dataBits, stopBits, parity, flowControl]) {
        return { ...OK, after: () => uart.use({ baud, dataBits, stopBits, parity, flowControl }) };
      },
    }),
  },
});
