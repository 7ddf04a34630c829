import fc from 'fast-check';
import { generate, type Packet } from 'mqtt-packet';
import { describe, expect, it, test } from 'vitest';
import { WriteBuffer } from '#bytes/write-buffer';
import { type ConnectOptions, writeConnect } from '#mqtt/codec/connect';
import { writeDisconnect } from '#mqtt/codec/disconnect';
import { writePingreq } from '#mqtt/codec/ping';
import { writePuback } from '#mqtt/codec/puback';
import { writePubcomp } from '#mqtt/codec/pubcomp';
import { writePubrec } from '#mqtt/codec/pubrec';
import { writePubrel } from '#mqtt/codec/pubrel';
import { writeSubscribe } from '#mqtt/codec/subscribe';
import { writeUnsubscribe } from '#mqtt/codec/unsubscribe';
import type { QoS } from '#mqtt/types';
import { theirs } from './support.ts';

function written(write: (output: WriteBuffer) => void): Buffer {
  const chunks: Buffer[] = [];
  const output = new WriteBuffer((chunk) => chunks.push(chunk));
  write(output);
  output.flush();
  return Buffer.concat(chunks);
}

const id = fc.integer({ min: 1, max: 65_535 });
const qos = fc.constantFrom<QoS>(0, 1, 2);
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 });
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.integer({ min: 300, max: 65_535 }).map((size) => new Uint8Array(size).fill(size)),
);

const options: fc.Arbitrary<ConnectOptions> = fc
  .record(
    {
      clientId: text,
      cleanSession: fc.boolean(),
      keepAliveSeconds: fc.integer({ min: 0, max: 65_535 }),
      username: text,
      password: bytes,
      will: fc.record({ topic: text, payload: bytes, qos, retain: fc.boolean() }),
    },
    { requiredKeys: ['clientId', 'cleanSession', 'keepAliveSeconds'] },
  )
  // A password needs a user name [MQTT-3.1.2-22].
  .map(({ password, ...rest }) =>
    rest.username === undefined || password === undefined ? rest : { ...rest, password },
  );

/** With its Buffers as text, because an assertion looks at each of their bytes. */
function inHex(value: object): object {
  const entries = Object.entries(value).map(([key, each]) => {
    if (Buffer.isBuffer(each)) return [key, each.toString('hex')];
    return [key, typeof each === 'object' && each !== null ? inHex(each) : each];
  });
  return Object.fromEntries(entries);
}

describe('CONNECT', () => {
  it('is what mqtt-packet writes and reads', () => {
    fc.assert(
      fc.property(options, (made) => {
        const { clientId, cleanSession, keepAliveSeconds, username, password, will } = made;
        const packet: Packet = {
          cmd: 'connect',
          protocolId: 'MQTT',
          protocolVersion: 4,
          clientId: String(clientId),
          clean: cleanSession,
          keepalive: keepAliveSeconds,
          ...(username === undefined ? {} : { username: String(username) }),
          ...(password === undefined ? {} : { password: Buffer.from(password) }),
          ...(will === undefined
            ? {}
            : { will: { ...will, topic: String(will.topic), payload: Buffer.from(will.payload) } }),
        };
        const ours = written((output) => writeConnect(output, made));
        expect(ours.equals(generate(packet))).toBe(true);
        expect(theirs(ours)?.map(inHex)).toMatchObject([inHex(packet)]);
      }),
    );
  });

  it('may have an empty client identifier', () => {
    const made: ConnectOptions = { clientId: '', cleanSession: true, keepAliveSeconds: 60 };
    expect(written((output) => writeConnect(output, made)).toString('hex')).toBe(
      '100c00044d5154540402003c0000',
    );
  });

  it('may have a client identifier and a user name that are bytes', () => {
    const [clientId, username] = [Buffer.from('cec2', 'hex'), Buffer.from('ff75', 'hex')];
    const made: ConnectOptions = { clientId, username, cleanSession: true, keepAliveSeconds: 60 };
    expect(written((output) => writeConnect(output, made)).toString('hex')).toBe(
      '101200044d5154540482003c0002cec20002ff75',
    );
  });

  it('copies its bytes', () => {
    const password = Buffer.alloc(60_000, 'a');
    const made = { clientId: 'c', cleanSession: true, keepAliveSeconds: 0, username: 'u', password };
    const packet = written((output) => {
      writeConnect(output, made);
      password.fill('b');
    });
    expect(packet.includes('b')).toBe(false);
  });
});

test('SUBSCRIBE is what mqtt-packet writes and reads', () => {
  fc.assert(
    fc.property(id, text, qos, (messageId, topic, level) => {
      const packet: Packet = { cmd: 'subscribe', messageId, subscriptions: [{ topic, qos: level }] };
      const ours = written((output) => writeSubscribe(output, messageId, Buffer.from(topic), level));
      expect(ours.equals(generate(packet))).toBe(true);
      expect(theirs(ours)).toMatchObject([packet]);
    }),
  );
});

test('UNSUBSCRIBE is what mqtt-packet writes and reads', () => {
  fc.assert(
    fc.property(id, text, (messageId, topic) => {
      const packet: Packet = { cmd: 'unsubscribe', messageId, unsubscriptions: [topic] };
      const ours = written((output) => writeUnsubscribe(output, messageId, Buffer.from(topic)));
      expect(ours.equals(generate(packet))).toBe(true);
      expect(theirs(ours)).toMatchObject([packet]);
    }),
  );
});

test.each([
  ['puback', writePuback],
  ['pubrec', writePubrec],
  ['pubrel', writePubrel],
  ['pubcomp', writePubcomp],
] as const)('%s is what mqtt-packet writes and reads', (cmd, write) => {
  for (const messageId of [1, 255, 256, 65_535]) {
    const ours = written((output) => write(output, messageId));
    expect(ours.equals(generate({ cmd, messageId }))).toBe(true);
    expect(theirs(ours)).toMatchObject([{ cmd, messageId }]);
  }
});

test.each([
  ['pingreq', writePingreq],
  ['disconnect', writeDisconnect],
] as const)('%s is what mqtt-packet writes and reads', (cmd, write) => {
  const ours = written(write);
  expect(ours.equals(generate({ cmd }))).toBe(true);
  expect(theirs(ours)).toMatchObject([{ cmd }]);
});

test('packets of a turn are one chunk, in order', () => {
  const ours = written((output) => {
    writePuback(output, 1);
    writePingreq(output);
    writeSubscribe(output, 2, Buffer.from('a'), 1);
  });
  expect(theirs(ours)?.map(({ cmd }) => cmd)).toEqual(['puback', 'pingreq', 'subscribe']);
});
