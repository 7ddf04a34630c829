import fc from 'fast-check';
import { generate, type Packet } from 'mqtt-packet';
import { expect, it } from 'vitest';
import { connected } from './support/client-fixture.ts';

const packet = fc.oneof(
  fc.record({
    cmd: fc.constant('publish'),
    topic: fc.string({ minLength: 1, maxLength: 5 }),
    payload: fc.string({ maxLength: 5 }),
    qos: fc.integer({ min: 0, max: 2 }),
    messageId: fc.integer({ min: 1, max: 3 }),
    retain: fc.boolean(),
    dup: fc.boolean(),
  }),
  fc.record({
    cmd: fc.constantFrom('puback', 'pubrec', 'pubrel', 'pubcomp', 'unsuback'),
    messageId: fc.integer({ min: 1, max: 3 }),
    granted: fc.constant([]),
  }),
  fc.record({
    cmd: fc.constant('suback'),
    messageId: fc.integer({ min: 1, max: 3 }),
    granted: fc.array(fc.constantFrom(0, 1, 2, 0x80), { minLength: 1, maxLength: 2 }),
  }),
  fc.record({ cmd: fc.constantFrom('pingresp', 'pingreq', 'disconnect') }),
);

const header = fc
  .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 9 }))
  .map((pair) => Buffer.from(pair));
const piece = fc.oneof(
  packet.map((value) => generate(value as unknown as Packet)),
  header,
  fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
);

it('whatever bytes come, in whatever chunks, nothing throws and the connection ends at most once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 20 }),
      fc.integer({ min: 1, max: 50 }),
      async (pieces, size) => {
        const fixture = await connected();
        const waiting = [
          fixture.client.publish(Buffer.from('t'), Buffer.from('1'), 1, false, 1000),
          fixture.client.publish(Buffer.from('t'), Buffer.from('2'), 2, false, 1000),
          fixture.client.subscribe('t', 1, 1000),
        ].map((promise) => promise.catch(() => {}));
        const bytes = Buffer.concat(pieces);
        for (let at = 0; at < bytes.length; at += size) fixture.wire.sayBytes(bytes.subarray(at, at + size));
        expect(fixture.closed.length).toBeLessThanOrEqual(1);
        expect(fixture.closed.every(({ code }) => code === 'PROTOCOL')).toBe(true);
        for (const message of fixture.messages) expect(message.topic).not.toBe('');
        fixture.client.destroy();
        await Promise.all(waiting);
        expect(fixture.timers.pending).toBe(0);
      },
    ),
    { numRuns: 300 },
  );
});
