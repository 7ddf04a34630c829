import { generate } from 'mqtt-packet';
import { describe, expect, test } from 'vitest';
import { CLEAN, ClientFixture, connected, failure } from './support/client-fixture.ts';

describe('a topic that is not UTF-8', () => {
  /** Cut off in each place, GBK, a surrogate, an overlong form, and beyond Unicode. */
  const TOPICS = ['74f09f98', '74f09f', '74f0', 'e6b8', 'c3', 'cec2b6c8', 'eda080', 'c0af', 'f4908080', 'ff'];
  const cases = TOPICS.flatMap((topic) => [0, 1, 2].map((qos) => [topic, qos] as const));

  function publish(topic: string, qos: number): Buffer {
    const body = Buffer.from(
      `${(topic.length / 2).toString(16).padStart(4, '0')}${topic}${qos === 0 ? '' : '0007'}78`,
      'hex',
    );
    return Buffer.concat([Buffer.of(0x30 | (qos << 1), body.length), body]);
  }

  test.each(cases)('%s comes with its bytes at QoS %i', async (topic, qos) => {
    const topics: string[] = [];
    const payloads: string[] = [];
    const fixture = await connected({
      events: {
        message: (message) => {
          topics.push(Buffer.from(message.topic).toString('hex'));
          payloads.push(Buffer.from(message.payload).toString());
        },
        closed: () => {},
        drain: () => {},
      },
    });
    // Twice, because a topic that repeats goes another way.
    for (let time = 0; time < 2; time++) fixture.wire.sayBytes(publish(topic, qos));
    expect(new Set(topics)).toEqual(new Set([topic]));
    expect(topics).toHaveLength(qos === 2 ? 1 : 2);
    expect(new Set(payloads)).toEqual(new Set(['x']));
    expect(fixture.wire.destroyed).toBe(false);
  });

  test.each(cases)('%s closes the connection at QoS %i when it shall', async (topic, qos) => {
    const fixture = await connected({ invalidTopic: 'close' });
    fixture.wire.sayBytes(publish(topic, qos));
    expect(fixture.log).toEqual(['connected false', 'closed PROTOCOL']);
    expect(await fixture.heard()).toEqual([]);
  });
});

describe('a packet that is larger than this side takes', () => {
  const MAX = 1000;
  /** The first bytes of a PUBLISH on `t`, of which nothing more ever comes. */
  const announced = (remaining: number, rest = '000174'): Buffer => {
    const length: number[] = [];
    for (let left = remaining; left > 0 || length.length === 0; left >>= 7)
      length.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
    return Buffer.concat([Buffer.of(0x30, ...length), Buffer.from(rest, 'hex')]);
  };

  test.each([
    ['with its topic', announced(268_435_455), 'a packet of 268435460 bytes with a message on "t"'],
    ['of one byte too much', announced(998), 'a packet of 1001 bytes with a message on "t"'],
    ['before its topic has come', announced(998, '0001'), 'a packet of 1001 bytes'],
    ['before half of its topic', announced(998, '000574'), 'a packet of 1001 bytes'],
    ['of another kind', Buffer.of(0x90, 0xff, 0x7f), 'a packet of 16386 bytes'],
    [
      'with a topic that is not text',
      announced(998, '000274ff0a'),
      'a packet of 1001 bytes with a message on "t\\\\xff"',
    ],
  ])('closes the connection %s, before it has come', async (_, bytes, words) => {
    const fixture = await connected({ maxInboundBytes: MAX });
    fixture.wire.sayBytes(bytes);
    expect(fixture.log).toEqual(['connected false', 'closed TOO_LARGE']);
    expect(fixture.wire.destroyed).toBe(true);
    expect(fixture.closed[0]?.message).toBe(
      `the broker announces ${words}, more than maxInboundBytes (1000) allows; the connection was closed before it came: raise maxInboundBytes, or publish less at a time`,
    );
  });

  test('is taken with exactly as many bytes', async () => {
    const fixture = await connected({ maxInboundBytes: MAX });
    fixture.wire.sayBytes(Buffer.concat([announced(997), Buffer.alloc(994, 'x')]));
    expect(fixture.messages).toMatchObject([{ topic: 't', payload: 'x'.repeat(994) }]);
    expect(fixture.closed).toEqual([]);
  });

  test('does not take along what came before it', async () => {
    const fixture = await connected({ maxInboundBytes: MAX });
    fixture.wire.sayBytes(Buffer.concat([Buffer.from('300400017478', 'hex'), announced(2000)]));
    expect(fixture.messages).toMatchObject([{ topic: 't', payload: 'x' }]);
    expect(fixture.log.at(-1)).toBe('closed TOO_LARGE');
  });

  test('ends a connection that has none yet, too', async () => {
    const fixture = new ClientFixture({ maxInboundBytes: MAX });
    const connecting = failure(fixture.client.connect(CLEAN, 1000));
    await fixture.open();
    fixture.wire.sayBytes(announced(5000));
    expect((await connecting).code).toBe('TOO_LARGE');
  });
});

describe('what a broker must not send', () => {
  test.each([
    ['CONNECT', generate({ cmd: 'connect', clientId: 'c' }).toString('hex')],
    ['a second CONNACK', '20020000'],
    ['SUBSCRIBE', '82060001000161' + '00'],
    ['UNSUBSCRIBE', 'a2050001000161'],
    ['PINGREQ', 'c000'],
    ['DISCONNECT', 'e000'],
    ['DISCONNECT in the form of MQTT 5', 'e0028e00'],
    ['AUTH', 'f000'],
    ['the reserved type 0', '0000'],
    ['a remaining length of five bytes', '30ffffffff01'],
    ['QoS 3', '3604000174' + '00'],
    ['PUBLISH without room for its topic', '3003000574'],
    ['PUBLISH without room for its identifier, with more behind it', '320400017400' + '32040001'],
    ['PUBLISH with QoS 1 that ends after its topic', '3203000174' + 'd000d000'],
    ['PUBLISH with identifier 0', '3205000174' + '0000'],
    ['PUBLISH with an empty topic', '30020000'],
    ['PUBLISH with a wildcard in its topic', '300300012b'],
    ['PUBLISH with NUL in its topic', '3003000100'],
    ['PUBACK with flags', '41020001'],
    ['PUBACK with identifier 0', '40020000'],
    ['PUBACK without identifier', '4000' + 'd000'],
    ['PUBREC of three bytes', '5003000100'],
    ['PUBREL without its flag', '60020001'],
    ['PUBCOMP of one byte', '700100' + 'd000'],
    ['SUBACK with two codes', '900400010000'],
    ['SUBACK without a code', '90020001' + 'd000'],
    ['SUBACK with a code that does not exist', '9003000103'],
    ['UNSUBACK of three bytes', 'b003000100'],
    ['PINGRESP with contents', 'd00100'],
  ])('%s ends the connection with PROTOCOL', async (_, hex) => {
    const fixture = await connected();
    fixture.wire.sayBytes(Buffer.from(hex, 'hex'));
    expect(fixture.log).toEqual(['connected false', 'closed PROTOCOL']);
    expect(fixture.closed[0]?.message).toMatch(/^the broker violated the MQTT protocol: ./);
    expect(fixture.wire.destroyed).toBe(true);
    fixture.wire.sayBytes(Buffer.from(hex, 'hex'));
    fixture.wire.events.closed();
    expect(fixture.closed.length).toBe(1);
  });
});
