import { generate, type Packet, parser } from 'mqtt-packet';
import { expect, test } from 'vitest';
import { readPacket } from '#mqtt/codec/packet-reader';

const SUBACK = generate({ cmd: 'suback', messageId: 7, granted: [1] });
const readable = { cmd: 'suback', messageId: 7, granted: [1] };

test('one packet after the other', () => {
  expect(readPacket(SUBACK)).toMatchObject(readable);
  expect(readPacket(generate({ cmd: 'pingresp' }))).toMatchObject({ cmd: 'pingresp' });
});

// Read without the codec, they must be what the codec makes of them.
test.each(['puback', 'pubrec', 'pubrel', 'pubcomp'] as const)('%s, with any packet identifier', (cmd) => {
  for (const messageId of [1, 255, 256, 65_535]) {
    const bytes = generate({ cmd, messageId });
    const codec = parser({ protocolVersion: 4 });
    let theirs: Packet | undefined;
    codec.once('packet', (packet) => {
      theirs = packet;
    });
    codec.parse(bytes);
    expect(readPacket(bytes)).toEqual({ cmd, messageId, length: theirs?.length });
    expect(theirs).toMatchObject({ cmd, messageId });
  }
});

test.each([
  ['flags that PUBACK must not have', [0x41, 0x02, 0x00, 0x01]],
  ['PUBREL without the flag it must have', [0x60, 0x02, 0x00, 0x01]],
])('%s are a problem', (_what, bytes) => {
  expect(readPacket(Buffer.from(bytes))).toHaveProperty('problem');
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
