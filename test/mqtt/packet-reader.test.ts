import { generate } from 'mqtt-packet';
import { expect, test } from 'vitest';
import { readPacket } from '../../src/mqtt/packet-reader.ts';

const SUBACK = generate({ cmd: 'suback', messageId: 7, granted: [1] });
const readable = { cmd: 'suback', messageId: 7, granted: [1] };

test('one packet after the other', () => {
  expect(readPacket(SUBACK)).toMatchObject(readable);
  expect(readPacket(generate({ cmd: 'pingresp' }))).toMatchObject({ cmd: 'pingresp' });
});

// The codec serves all connections: what one broker sends must not be felt by another.
test.each([
  ['a reserved packet type', Buffer.from([0xf0, 0x00])],
  ['wrong flags', Buffer.from([0x93, 0x02, 0x00, 0x01])],
  ['a remaining length without end', Buffer.from([0x90, 0xff, 0xff, 0xff, 0xff, 0xff])],
  ['a topic longer than its packet', Buffer.from([0x30, 0x03, 0x00, 0x09, 0x61])],
  ['an empty SUBACK', Buffer.from([0x90, 0x00])],
  ['half a packet', SUBACK.subarray(0, 3)],
  ['a header alone', Buffer.from([0x90])],
  [
    'a CONNECT of MQTT 5',
    generate({
      cmd: 'connect',
      clientId: 'c',
      protocolId: 'MQTT',
      protocolVersion: 5,
      keepalive: 0,
      clean: true,
    }),
  ],
])('after %s the next packet is read as ever', (_what, bytes) => {
  const read = readPacket(bytes);
  expect(read === undefined || 'problem' in read || read.cmd === 'connect').toBe(true);
  expect(readPacket(SUBACK)).toMatchObject(readable);
});
