import { generate, type Packet } from 'mqtt-packet';
import { expect, test } from 'vitest';
import { describePacket } from '#mqtt/codec/describe-packet';

test.each<[Packet, string]>([
  [
    {
      cmd: 'connect',
      protocolId: 'MQTT',
      clientId: 'lamp',
      clean: true,
      keepalive: 60,
      username: 'u',
      password: Buffer.from('secret'),
    },
    'CONNECT "lamp" clean session keep alive 60 s',
  ],
  [{ cmd: 'connack', returnCode: 5, sessionPresent: false }, 'CONNACK return code 5'],
  [{ cmd: 'connack', returnCode: 0, sessionPresent: true }, 'CONNACK return code 0 session present'],
  [
    { cmd: 'publish', topic: 'a/b', payload: 'on', qos: 1, messageId: 7, dup: true, retain: true },
    'PUBLISH QoS 1 id 7 DUP retain "a/b" 2 bytes "on"',
  ],
  [
    { cmd: 'publish', topic: 'a', payload: Buffer.from([0, 255]), qos: 0, dup: false, retain: false },
    'PUBLISH QoS 0 "a" 2 bytes ‹00 ff›',
  ],
  [
    { cmd: 'publish', topic: 'a', payload: 'x'.repeat(200), qos: 0, dup: false, retain: false },
    `PUBLISH QoS 0 "a" 200 bytes "${'x'.repeat(80)}"…`,
  ],
  [{ cmd: 'puback', messageId: 7 }, 'PUBACK id 7'],
  [{ cmd: 'pubrel', messageId: 7 }, 'PUBREL id 7'],
  [
    { cmd: 'subscribe', messageId: 3, subscriptions: [{ topic: 'a/#', qos: 1 }] },
    'SUBSCRIBE id 3 "a/#" QoS 1',
  ],
  [{ cmd: 'unsubscribe', messageId: 3, unsubscriptions: ['a/#', 'b'] }, 'UNSUBSCRIBE id 3 "a/#" "b"'],
  [{ cmd: 'suback', messageId: 3, granted: [1, 128] }, 'SUBACK id 3 QoS 1 refused (0x80)'],
  [{ cmd: 'unsuback', messageId: 3, granted: [] }, 'UNSUBACK id 3'],
  [{ cmd: 'pingreq' }, 'PINGREQ'],
  [{ cmd: 'disconnect' }, 'DISCONNECT'],
])('%o is described as %s', (packet, wanted) => {
  const bytes = generate(packet);
  expect(describePacket(bytes, bytes.length > 129 ? 3 : 2)).toBe(wanted);
});

test('what is malformed is shown as it is', () => {
  expect(describePacket(Buffer.from([0x36, 2, 0, 9]), 2)).toBe('PUBLISH, malformed: ‹36 02 00 09›');
});
