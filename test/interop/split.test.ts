import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { journey } from './support/journey.ts';
import type { Peer } from './support/peer.ts';

interface Split {
  readonly topic: string;
  readonly qos: 0 | 1;
  /** Of the whole payload. */
  readonly bytes: number;
  readonly lines: readonly number[];
}

// A buffer of 1024, less the fixed header (1 byte and a remaining length of 2, from 16384 bytes on of 3), less 2
// and the topic, less 2 for the packet identifier above QoS 0; each further line at most 1024 [B-RECV-2].
const SPLITS: readonly Split[] = [
  { topic: 'split/one', qos: 0, bytes: 1010, lines: [1010] },
  { topic: 'split/one', qos: 0, bytes: 1011, lines: [1010, 1] },
  { topic: 'split/one', qos: 0, bytes: 1025, lines: [1010, 15] },
  { topic: 'split/one', qos: 1, bytes: 1008, lines: [1008] },
  { topic: 'split/one', qos: 1, bytes: 1025, lines: [1008, 17] },
  { topic: 'split/one', qos: 0, bytes: 5000, lines: [1010, 1024, 1024, 1024, 918] },
  { topic: 'split/one', qos: 1, bytes: 5000, lines: [1008, 1024, 1024, 1024, 920] },
  { topic: '传感器/温度', qos: 0, bytes: 1025, lines: [1003, 22] },
  { topic: 'split/one', qos: 1, bytes: 16_400, lines: [1007, ...Array<number>(15).fill(1024), 33] },
];

for (const { topic, qos, bytes, lines } of SPLITS) {
  journey(`${bytes} bytes to ${topic} with QoS ${qos} come in ${lines.length} lines`, {}, async (fixture) => {
    const device = await fixture.connected();
    await device.subscribe(topic, qos);
    const payload = randomBytes(bytes);
    const peer = await fixture.peer();
    await sendAndMark(peer, topic, payload, qos);
    const parts: Buffer[] = [];
    for (const _ of lines) {
      const message = await device.host.message();
      expect(message).toMatchObject({ link: 0, topic });
      parts.push(message.payload);
    }
    expect(parts.map(({ length }) => length)).toEqual(lines);
    expect(Buffer.concat(parts)).toEqual(payload);
    await device.host.next(`+MQTTSUBRECV:0,"${topic}",3,end⏎`);
  });
}

journey('the setting rxBufferBytes moves the limit', {}, async (fixture) => {
  const device = await fixture.connected({ settings: { rxBufferBytes: 2048 } });
  await device.subscribe('split/one', 0);
  await sendAndMark(await fixture.peer(), 'split/one', Buffer.alloc(5000, 'x'), 0);
  for (const size of [2034, 2048, 918]) expect((await device.host.message()).payload).toHaveLength(size);
  await device.host.next('+MQTTSUBRECV:0,"split/one",3,end⏎');
});

async function sendAndMark(peer: Peer, topic: string, payload: Buffer, qos: 0 | 1): Promise<void> {
  await peer.publish(topic, payload, qos);
  await peer.publish(topic, 'end', qos);
}
