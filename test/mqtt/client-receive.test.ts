import fc from 'fast-check';
import { generate, type IPublishPacket } from 'mqtt-packet';
import { describe, expect, it, test } from 'vitest';
import { MqttClient } from '#mqtt/client/client';
import { Session } from '#mqtt/client/session';
import { type ClientFixture, connected, PERSISTENT } from './support/client-fixture.ts';
import { RecordingStore } from './support/recording-store.ts';

const MESSAGE: IPublishPacket = {
  cmd: 'publish',
  topic: 't',
  payload: 'x',
  qos: 0,
  retain: false,
  dup: false,
};

const summary = (packets: Awaited<ReturnType<ClientFixture['heard']>>) =>
  packets.map(({ cmd, messageId }) => `${cmd} ${messageId}`);

describe('a message', () => {
  it('comes with its flags and is not answered at QoS 0', async () => {
    const fixture = await connected();
    fixture.wire.say({ ...MESSAGE, retain: true });
    expect(fixture.messages).toEqual([
      { topic: 't', payload: 'x', qos: 0, retain: true, dup: false, fixedHeaderBytes: 2 },
    ]);
    expect(await fixture.heard()).toEqual([]);
  });

  test.each([
    [0, 2],
    [124, 2],
    [125, 3],
    [16_380, 3],
    [16_381, 4],
    [2_097_148, 4],
    [2_097_149, 5],
  ])('of %i bytes has a fixed header of %i', async (size, fixedHeaderBytes) => {
    const fixture = await connected();
    fixture.wire.say({ ...MESSAGE, payload: Buffer.alloc(size, 'p') });
    expect(fixture.messages[0]?.fixedHeaderBytes).toBe(fixedHeaderBytes);
    expect(fixture.messages[0]?.payload.length).toBe(size);
  });

  it('keeps the bytes of its topic and payload', async () => {
    const fixture = await connected();
    const topic = '温度/\uFEFF/\uFFFD/😀';
    fixture.wire.say({ ...MESSAGE, topic, payload: Buffer.from('值\r\n') });
    expect(fixture.messages[0]).toMatchObject({ topic, payload: '值\r\n' });
  });

  it('keeps its own topic, whichever came before it and at whichever QoS', async () => {
    const message = fc.record({
      topic: fc.constantFrom('a', 'b', 'ab', '温', '\uFFFD', '😀'),
      qos: fc.constantFrom(0, 1, 2),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(message, { maxLength: 20 }),
        fc.integer({ min: 1, max: 9 }),
        async (list, size) => {
          const fixture = await connected();
          const bytes = Buffer.concat(
            list.map(({ topic, qos }, at) =>
              generate({
                ...MESSAGE,
                topic,
                qos: qos as 0 | 1 | 2,
                ...(qos === 0 ? {} : { messageId: at + 1 }),
              }),
            ),
          );
          for (let at = 0; at < bytes.length; at += size) {
            fixture.wire.sayBytes(Buffer.from(bytes.subarray(at, at + size)));
          }
          expect(fixture.messages.map(({ topic, qos }) => ({ topic, qos }))).toEqual(list);
        },
      ),
    );
  });

  it('may arrive in single bytes, between others', async () => {
    const fixture = await connected();
    const bytes = Buffer.concat([
      generate({ ...MESSAGE, topic: 'a', payload: Buffer.alloc(300, '1') }),
      generate({ ...MESSAGE, topic: 'b', payload: '' }),
      generate({ ...MESSAGE, topic: 'a', payload: '3', qos: 1, messageId: 7 }),
    ]);
    for (const byte of bytes) fixture.wire.sayBytes(Buffer.of(byte));
    expect(fixture.messages.map(({ topic, payload }) => [topic, payload.length])).toEqual([
      ['a', 300],
      ['b', 0],
      ['a', 1],
    ]);
    expect(await fixture.heard()).toMatchObject([{ cmd: 'puback', messageId: 7 }]);
  });

  it('of QoS 1 is delivered, then acknowledged, as often as it comes', async () => {
    const fixture = await connected();
    const heardAtDelivery: number[] = [];
    fixture.onMessage = () => {
      fixture.client.flush();
      heardAtDelivery.push(fixture.wire.packets.length);
    };
    fixture.wire.say({ ...MESSAGE, qos: 1, messageId: 5 });
    fixture.wire.say({ ...MESSAGE, qos: 1, messageId: 5, dup: true });
    expect(heardAtDelivery).toEqual([0, 1]);
    expect(await fixture.heard()).toMatchObject([
      { cmd: 'puback', messageId: 5 },
      { cmd: 'puback', messageId: 5 },
    ]);
    expect(fixture.messages.map(({ dup }) => dup)).toEqual([false, true]);
  });

  it('of QoS 2 is delivered once, until PUBREL makes its number new', async () => {
    const fixture = await connected();
    const packet = { ...MESSAGE, qos: 2, messageId: 5 } as const;
    fixture.wire.say(packet);
    fixture.wire.say({ ...packet, dup: true });
    expect(fixture.messages.length).toBe(1);
    const first = await fixture.heard();
    fixture.wire.say({ cmd: 'pubrel', messageId: 5 });
    fixture.wire.say(packet);
    expect(fixture.messages.length).toBe(2);
    const all = [...first, ...(await fixture.heard())];
    expect(all.map(({ cmd }) => cmd)).toEqual(['pubrec', 'pubrec', 'pubcomp', 'pubrec']);
  });

  it('is not delivered twice after the connection came back in between', async () => {
    const session = new Session();
    const fixture = await connected({ session }, PERSISTENT);
    fixture.wire.say({ ...MESSAGE, qos: 2, messageId: 5 });
    fixture.wire.events.closed();
    await fixture.connect(PERSISTENT, true);
    fixture.wire.say({ ...MESSAGE, qos: 2, messageId: 5, dup: true }, { cmd: 'pubrel', messageId: 5 });
    expect(fixture.messages.length).toBe(1);
    expect((await fixture.heard()).map(({ cmd }) => cmd)).toEqual(['pubrec', 'pubcomp']);
  });

  it('of QoS 2 is new when the broker lost its session', async () => {
    const fixture = await connected({ session: new Session() }, PERSISTENT);
    fixture.wire.say({ ...MESSAGE, qos: 2, messageId: 5 });
    fixture.wire.events.closed();
    await fixture.connect(PERSISTENT, false);
    fixture.wire.say({ ...MESSAGE, qos: 2, messageId: 5 });
    expect(fixture.messages.length).toBe(2);
  });

  it('is not acknowledged when its handler destroys the connection, and no more are read', async () => {
    const fixture = await connected();
    fixture.onMessage = () => fixture.client.destroy();
    fixture.wire.say({ ...MESSAGE, qos: 1, messageId: 1 }, { ...MESSAGE, qos: 1, messageId: 2 });
    expect(fixture.messages.length).toBe(1);
    expect(await fixture.heard()).toEqual([]);
    expect(fixture.closed).toEqual([]);
  });

  describe('of QoS 2 whose number cannot be stored', () => {
    async function full() {
      const store = new RecordingStore();
      const fixture = await connected({ session: new Session(store) }, PERSISTENT);
      store.failing = 'received';
      fixture.wire.say({ ...MESSAGE, qos: 2, messageId: 1 }, { ...MESSAGE, qos: 2, messageId: 2 });
      expect(await fixture.heard()).toEqual([]);
      return { store, fixture };
    }

    it('is not acknowledged until it can be, tried later each time, and the connection stays', async () => {
      const { store, fixture } = await full();
      for (const ms of [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) {
        const before = fixture.log.filter((line) => line === 'not stored').length;
        await fixture.timers.advance(ms - 1);
        expect(fixture.log.filter((line) => line === 'not stored').length).toBe(before);
        await fixture.timers.advance(1);
        expect(fixture.log.filter((line) => line === 'not stored').length).toBe(before + 2);
      }
      expect(await fixture.heard()).toEqual([]);
      store.failing = undefined;
      store.calls.length = 0;
      await fixture.timers.advance(30_000);
      expect(summary(await fixture.heard())).toEqual(['pubrec 1', 'pubrec 2']);
      expect(store.calls).toEqual(['received 1 2']);
      expect(fixture.log.at(-1)).toBe('stored');
      expect(fixture.closed).toEqual([]);
      expect(fixture.messages.length).toBe(2);
      expect(fixture.timers.pending).toBe(0);
    });

    it('holds no message of QoS 1 back', async () => {
      const { fixture } = await full();
      fixture.wire.say({ ...MESSAGE, qos: 1, messageId: 3 });
      expect(summary(await fixture.heard())).toEqual(['puback 3']);
    });

    it('is not delivered again when it comes again over the next connection, and stored as soon as that can be done', async () => {
      const { store, fixture } = await full();
      for (let time = 0; time < 2; time++) {
        fixture.wire.events.closed();
        expect(fixture.timers.pending).toBe(0);
        await fixture.connect(PERSISTENT, true);
        fixture.wire.say({ ...MESSAGE, qos: 2, messageId: 1, dup: true });
        expect(await fixture.heard()).toEqual([]);
      }
      store.failing = undefined;
      await fixture.timers.advance(500);
      expect(summary(await fixture.heard())).toEqual(['pubrec 1']);
      expect(fixture.messages.length).toBe(2);
      expect([...store.incoming]).toEqual([1]);
    });
  });

  it('is released only when that can be stored: PUBCOMP waits for it', async () => {
    const store = new RecordingStore();
    const fixture = await connected({ session: new Session(store) }, PERSISTENT);
    fixture.wire.say({ ...MESSAGE, qos: 2, messageId: 1 });
    expect(summary(await fixture.heard())).toEqual(['pubrec 1']);
    store.failing = 'receivedDone';
    fixture.wire.say({ cmd: 'pubrel', messageId: 1 });
    await fixture.timers.advance(500);
    expect(await fixture.heard()).toEqual([]);
    store.failing = undefined;
    await fixture.timers.advance(1000);
    expect(summary(await fixture.heard())).toEqual(['pubcomp 1']);
    expect(fixture.closed).toEqual([]);
  });

  it('is stored and acknowledged only when it has been delivered, a whole chunk by one write', async () => {
    const store = new RecordingStore();
    const fixture = await connected({ session: new Session(store) }, PERSISTENT);
    store.calls.length = 0;
    const deliveries: (() => void)[] = [];
    fixture.deliver = (delivered) => deliveries.push(delivered);
    fixture.wire.say(
      { ...MESSAGE, qos: 2, messageId: 1 },
      { ...MESSAGE, qos: 1, messageId: 2 },
      { ...MESSAGE, qos: 2, messageId: 3 },
    );
    expect(await fixture.heard()).toEqual([]);
    expect(store.calls).toEqual([]);
    for (const delivered of deliveries) delivered();
    expect(summary(await fixture.heard())).toEqual(['puback 2', 'pubrec 1', 'pubrec 3']);
    expect(store.calls).toEqual(['received 1 3']);
  });

  it('is acknowledged in the order in which it came, whatever is delivered first', async () => {
    const fixture = await connected();
    const deliveries: (() => void)[] = [];
    fixture.deliver = (delivered) => deliveries.push(delivered);
    fixture.wire.say({ ...MESSAGE, qos: 1, messageId: 1 }, { ...MESSAGE, qos: 1, messageId: 2 });
    deliveries[1]?.();
    expect(await fixture.heard()).toEqual([]);
    deliveries[0]?.();
    expect(summary(await fixture.heard())).toEqual(['puback 1', 'puback 2']);
  });

  it('that is delivered after the connection was lost is not delivered again', async () => {
    const fixture = await connected({ session: new Session() }, PERSISTENT);
    const deliveries: (() => void)[] = [];
    fixture.deliver = (delivered) => deliveries.push(delivered);
    fixture.wire.say({ ...MESSAGE, qos: 2, messageId: 5 });
    fixture.wire.events.closed();
    await fixture.connect(PERSISTENT, true);
    fixture.wire.say({ ...MESSAGE, qos: 2, messageId: 5, dup: true });
    expect(await fixture.heard()).toEqual([]);
    deliveries[0]?.();
    expect(summary(await fixture.heard())).toEqual(['pubrec 5']);
    expect(fixture.messages.length).toBe(1);
  });

  it('handler that throws is not swallowed', async () => {
    const fixture = await connected();
    fixture.onMessage = () => {
      throw new TypeError('a mistake');
    };
    expect(() => fixture.wire.say(MESSAGE)).toThrow('a mistake');
    expect(fixture.client).toBeInstanceOf(MqttClient);
  });
});
