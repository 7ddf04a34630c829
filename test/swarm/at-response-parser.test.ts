import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AtResponseParser } from '#swarm/at-response-parser';

function hear(chunks: readonly Buffer[]): string[] {
  const heard: string[] = [];
  const parser = new AtResponseParser({
    line: (text) => heard.push(`line ${text}`),
    message: (topic, payload) => heard.push(`message ${topic} ${JSON.stringify(payload)}`),
    prompt: () => heard.push('prompt'),
  });
  for (const chunk of chunks) parser.feed(chunk);
  return heard;
}

const SPOKEN = Buffer.from(
  '\r\nready\r\nWIFI CONNECTED\r\nAT\r\n\r\nOK\r\n\r\n>+MQTTPUB:OK\r\n' +
    '+MQTTSUBRECV:0,"t/1",9,a\r\nOK\r\n",\r\n+MQTTSUBRECV:0,"t",0,\r\nERR CODE:0x010a6006\r\n\r\nERROR\r\n',
);
const HEARD = [
  'line ready',
  'line WIFI CONNECTED',
  'line AT',
  'line OK',
  'prompt',
  'line +MQTTPUB:OK',
  'message t/1 "a\\r\\nOK\\r\\n\\","',
  'message t ""',
  'line ERR CODE:0x010a6006',
  'line ERROR',
];

test('tells lines, messages and prompts apart, whatever a payload holds', () => {
  expect(hear([SPOKEN])).toEqual(HEARD);
});

test('however the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: SPOKEN.length - 1 }), { maxLength: 12 }), (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), SPOKEN.length];
      const chunks = at.slice(1).map((end, index) => SPOKEN.subarray(at[index], end));
      expect(hear(chunks)).toEqual(HEARD);
    }),
  );
});
