import { okWith } from '#at/reply';
import { defineCommand, form } from '../define.ts';
import { uartParams, uartResponse, uartValues, useAndStore } from './uart-params.ts';

const present = uartResponse('+UART');

export const uart = defineCommand({
  name: 'AT+UART',
  family: 'basic',
  help: 'The earlier name of AT+UART_DEF; its query tells the present speed and framing. The manual has it no longer, firmware does.',
  forms: {
    query: form({
      responses: [present],
      run: ({ uart }) => okWith(present.line(...uartValues(uart.present))),
    }),
    set: form({ params: uartParams, run: useAndStore }),
  },
});
