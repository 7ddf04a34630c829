import { expect, test } from 'vitest';
import { otherProtocol } from '#mqtt/codec/other-protocol';

test.each([
  ['HTTP/1.1 400 Bad Request\r\n', 'answers in HTTP'],
  ['\x15\x03\x01\x00\x02\x02\x46', 'answers in TLS'],
])('%j is told by name', (bytes, words) => {
  expect(otherProtocol(Buffer.from(bytes, 'latin1'))).toContain(words);
});

test.each([
  ['a CONNACK', '20020000'],
  ['half a CONNACK', '20'],
  ['nothing', ''],
  ['another PUBACK', '40020001'],
])('%s may be MQTT', (_, hex) => {
  expect(otherProtocol(Buffer.from(hex, 'hex'))).toBeUndefined();
});
