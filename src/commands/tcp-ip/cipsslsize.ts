import { number } from '#at/params';
import { OK, okWith } from '#at/reply';
import type { Module } from '#module/module';
import { defineCommand, form } from '../define.ts';

export const cipsslsize = defineCommand({
  name: 'AT+CIPSSLSIZE',
  family: 'ip',
  help: 'The TLS buffer of a TCP connection, as firmware 1.x has it. Kept and reported; MQTT links do not depend on it.',
  forms: {
    query: form({ run: ({ modes }) => okWith(`+CIPSSLSIZE:${modes.sslBufferBytes}`) }),
    set: form({
      params: [number<Module>('size', { about: 'Bytes.', range: [2048, 4096] })],
      run({ modes }, [size]) {
        modes.sslBufferBytes = size;
        return OK;
      },
    }),
  },
});
