import fc from 'fast-check';
import { generate } from 'mqtt-packet';
import { expect, test } from 'vitest';
import type { ControlEvent } from '#control/events/events';
import { packetFacts } from '#control/events/packet-event';
import { rawOf } from '#control/events/raw-bytes';
import type { Row } from '../../web/src/timeline/row.ts';
import { bytesOf, hexDump } from '../../web/src/timeline/row-bytes.ts';

const base = { time: '2026-01-01T00:00:00Z', module: 'module0' };

function shown(event: object) {
  return bytesOf({ event: { ...base, ...event } as ControlEvent } as Row);
}

test('a PUBLISH is shown byte by byte as it was, whatever is in it', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((topic) => !/[#+\0]/.test(topic)),
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.string().map((text) => Buffer.from(text)),
      ),
      fc.constantFrom(0, 1, 2) as fc.Arbitrary<0 | 1 | 2>,
      fc.boolean(),
      fc.integer({ min: 1, max: 65_535 }),
      (topic, payload, qos, retain, messageId) => {
        const packet = generate({
          ...{ cmd: 'publish', topic, payload: Buffer.from(payload), qos, retain, dup: qos > 0 && retain },
          ...(qos > 0 && { messageId }),
        } as Parameters<typeof generate>[0]);
        const headerBytes = (packet[1] ?? 0) < 0x80 ? 2 : 3;
        const known = shown({ event: 'packet', link: 0, ...packetFacts('>', packet, headerBytes) });
        expect(Buffer.from(known?.bytes ?? [])).toEqual(packet);
      },
    ),
  );
});

test.each(['AT\r\n', 'AT\n', '+MQTTSUBRECV:0,"t",1,\xff\r\n', '\r\nready\r\n', '\r\nOK\r\n', '泵'])(
  'a line of the UART is shown byte by byte as it was: %j',
  (text) => {
    const bytes = Buffer.from(text, text.includes('\xff') ? 'latin1' : 'utf8');
    const line = text.includes('\xff') ? '+MQTTSUBRECV:0,"t",1,\\xff' : text.replace(/^\r\n|\r?\n$/g, '');
    const event = {
      event: 'traffic',
      from: 'module',
      text: line,
      bytes: bytes.length,
      ...rawOf(bytes, line),
    };
    expect(Buffer.from(shown(event)?.bytes ?? [])).toEqual(bytes);
  },
);

test('what is masked has no bytes', () => {
  const bytes = Buffer.from('AT+X="secret"\r\n');
  const text = 'AT+X="***"';
  expect(rawOf(bytes, text)).toBeUndefined();
  expect(shown({ event: 'traffic', from: 'host', text, bytes: bytes.length })).toBeUndefined();
});

test('bytes are shown in rows of sixteen', () => {
  expect(hexDump(Uint8Array.from({ length: 18 }, (_, index) => 0x40 + index))).toBe(
    '0000  40 41 42 43 44 45 46 47  48 49 4a 4b 4c 4d 4e 4f  @ABCDEFGHIJKLMNO\n' +
      `0010  50 51${' '.repeat(18)}  ${' '.repeat(23)}  PQ`,
  );
});
