import { expect, test } from 'vitest';
import { otherProtocol } from '#mqtt/codec/other-protocol';

test.each([
  ['HTTP/1.1 400 Bad Request\r\n', 'HTTP', 'HTTP/1.1 400 Bad Request'],
  ['\x15\x03\x01\x00\x02\x02\x46', 'TLS', '‹15 03 01 00 02 02 46›'],
  ['220 \xc4\xfa\xba\xc3 FTP\r\n', 'FTP', '‹32 32 30 20 c4 fa ba c3 20 46 54 50 0d 0a›'],
])('%j is told by name', (bytes, protocol, shown) => {
  expect(otherProtocol(Buffer.from(bytes, 'latin1'))).toMatchObject({ protocol, shown });
});

test.each([
  ['a CONNACK', '20020000'],
  ['half a CONNACK', '20'],
  ['nothing', ''],
  ['another PUBACK', '40020001'],
])('%s may be MQTT', (_, hex) => {
  expect(otherProtocol(Buffer.from(hex, 'hex'))).toBeUndefined();
});
