import { okWith } from '#at/reply';
import { defineCommand, form } from '../define.ts';
import { uartParams, uartResponse, uartValues, useAndStore } from './uart-params.ts';

const stored = uartResponse('+UART_DEF');

export const uartDef = defineCommand({
  name: 'AT+UART_DEF',
  family: 'basic',
  help: 'The serial line’s speed and framing, from now on and after each restart.',
  forms: {
    query: form({
      responses: [stored],
      run: ({ uart, flash }) => okWith(stored.line(...uartValues(uart.stored(flash)))),
    }),
    set: form({ params: uartParams, run: useAndStore }),
  },
});
