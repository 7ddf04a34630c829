import { expect, test } from 'vitest';
import { otherProtocol } from '#mqtt/codec/other-protocol';

test.each([
  ['HTTP/1.1 400 Bad Request\r\n', 'http'],
  ['\x15\x03\x01\x00\x02\x02\x46', 'tls'],
])('%j is told by name', (bytes, name) => {
  expect(otherProtocol(Buffer.from(bytes, 'latin1'))).toBe(name);
});

test.each([
  ['a CONNACK', '20020000'],
  ['half a CONNACK', '20'],
  ['nothing', ''],
  ['another PUBACK', '40020001'],
])('%s may be MQTT', (_, hex) => {
  expect(otherProtocol(Buffer.from(hex, 'hex'))).toBeUndefined();
});
