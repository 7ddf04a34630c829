import { number } from '#at/params';
import { OK, okWith } from '#at/reply';
import { int, response } from '#at/response';
import type { Module } from '#module/module';
import { volatileValue } from '#module/state';
import { defineCommand, form } from '../define.ts';

const bufferBytes = volatileValue(2048);

const size = response`+CIPSSLSIZE:${int('size')}`;

export const cipsslsize = defineCommand({
  name: 'AT+CIPSSLSIZE',
  until: '2.2',
  family: 'ip',
  help: 'The TLS buffer of a TCP connection, as firmware 1.x has it. Kept and reported; MQTT links do not depend on it.',
  forms: {
    query: form({ responses: [size], run: ({ state }) => okWith(size.line(state.get(bufferBytes))) }),
    set: form({
      params: [number<Module>('size', { about: 'Bytes.', range: [2048, 4096] })],
      run({ state }, [size]) {
        state.set(bufferBytes, size);
        return OK;
      },
    }),
  },
});
