import { describe, expect, test } from 'vitest';
import { type Message, message, textOf } from '#messages/message';
import { TransportError } from '#mqtt/transport-error';
import { ClientFixture, connected, failure } from './support/client-fixture.ts';
import { turn } from './support/fake-timers.ts';

const peer = message('mqtt.broker');
const bytes = (text: string): Buffer => Buffer.from(text);

/** Why it was lost, with the causes that belong to the packet. */
function lostAfter(sent: Message, why?: Message) {
  const { qos = 0, retain = false } = sent.params as { qos?: number; retain?: boolean };
  const causes =
    sent.key === 'mqtt.publishTo'
      ? message('mqtt.publishCauses', { qos, retain })
      : message(sent.key === 'mqtt.subscribeTo' ? 'mqtt.subscribeCauses' : 'mqtt.unsubscribeCauses');
  return message('mqtt.lostAfter', { peer, why, sent, causes });
}

/** Lets the broker close, and returns why the client says it did. */
async function closing(fixture: ClientFixture, error?: Error) {
  await turn();
  fixture.wire.events.closed(error);
  return fixture.closed[0]?.reason;
}

describe('a connection that the broker closes right after', () => {
  const published = { topic: 'a/b', qos: 0, retain: false, again: false, bytes: 3 };

  test.each([
    [
      'SUBSCRIBE',
      (fixture: ClientFixture) => fixture.client.subscribe('a/b', 1, 1000),
      message('mqtt.subscribeTo', { topic: 'a/b', qos: 1 }),
    ],
    [
      'UNSUBSCRIBE',
      (fixture: ClientFixture) => fixture.client.unsubscribe('a/b', 1000),
      message('mqtt.unsubscribeFrom', { topic: 'a/b' }),
    ],
    [
      'PUBLISH of QoS 0',
      (fixture: ClientFixture) => fixture.client.publishQos0(bytes('a/b'), bytes('xyz'), false),
      message('mqtt.publishTo', published),
    ],
    [
      'a retained PUBLISH of QoS 2',
      (fixture: ClientFixture) => fixture.client.publish(bytes('a/b'), bytes('xyz'), 2, true, 1000),
      message('mqtt.publishTo', { ...published, qos: 2, retain: true }),
    ],
    [
      'a large PUBLISH, whose payload leaves by itself',
      (fixture: ClientFixture) => fixture.client.publish(bytes('a/b'), Buffer.alloc(100_000), 1, false, 1000),
      message('mqtt.publishTo', { ...published, qos: 1, bytes: 100_000 }),
    ],
    [
      'the last of several',
      (fixture: ClientFixture) => {
        fixture.client.publishQos0(bytes('first'), Buffer.alloc(300), false);
        fixture.client.publishQos0(bytes('温度'), bytes('1'), false);
      },
      message('mqtt.publishTo', { ...published, topic: '温度', bytes: 1 }),
    ],
    [
      'a topic that a terminal would act on',
      (fixture: ClientFixture) => fixture.client.publishQos0(bytes('a\u001b[2J'), bytes('xyz'), false),
      message('mqtt.publishTo', { ...published, topic: 'a\\x1b[2J' }),
    ],
  ])('%s says which', async (_, send, sent) => {
    const fixture = await connected();
    void Promise.resolve(send(fixture)).catch(() => {});
    const reason = await closing(fixture);
    expect(reason).toEqual(lostAfter(sent));
  });

  test('what a session sends again says so', async () => {
    const fixture = await connected({}, { clientId: 'c', cleanSession: false, keepAliveSeconds: 0 });
    void fixture.client.publish(bytes('a/b'), bytes('xyz'), 1, false, 1000).catch(() => {});
    await closing(fixture);
    await fixture.connect({ clientId: 'c', cleanSession: false, keepAliveSeconds: 0 }, true);
    await turn();
    fixture.wire.events.closed();
    const sent = message('mqtt.publishTo', { ...published, qos: 1, again: true });
    expect(fixture.closed[1]?.reason).toEqual(lostAfter(sent));
  });

  test('CONNACK says what that may mean', async () => {
    const fixture = await connected();
    expect(await closing(fixture)).toEqual(message('mqtt.lostAfterConnack', { peer, why: undefined }));
  });

  test('a reset, which a broker makes that has not read all, is told as such', async () => {
    const fixture = await connected();
    fixture.client.publishQos0(bytes('a/b'), bytes('xyz'), false);
    const why = message('transport.reset', { code: 'ECONNRESET' });
    const reason = await closing(fixture, new TransportError('CLOSED', 'tcp', why));
    const sent = message('mqtt.publishTo', published);
    expect(reason).toEqual(lostAfter(sent, why));
    expect(textOf(reason ?? peer)).toContain(
      "right after PUBLISH to 'a/b' (QoS 0, 3 bytes): brokers with access rules",
    );
  });
});

describe('a packet is not blamed for a connection that ends', () => {
  const lost = message('mqtt.lost', { peer, why: undefined });

  test('long after it', async () => {
    const fixture = await connected();
    fixture.client.publishQos0(bytes('a/b'), bytes('xyz'), false);
    await turn();
    await fixture.timers.advance(60_000);
    expect(await closing(fixture)).toEqual(lost);
  });

  test('after the broker has answered it', async () => {
    const fixture = await connected();
    const subscribed = fixture.client.subscribe('a/b', 1, 1000);
    await turn();
    fixture.wire.say({ cmd: 'suback', messageId: 1, granted: [1] });
    await subscribed;
    expect(await closing(fixture)).toEqual(lost);
  });

  test('because the network has gone', async () => {
    const fixture = await connected();
    fixture.client.publishQos0(bytes('a/b'), bytes('xyz'), false);
    const why = message('transport.networkDown', { code: 'ENETDOWN' });
    const reason = await closing(fixture, new TransportError('UNREACHABLE', 'tcp', why));
    expect(reason).toEqual(message('mqtt.lost', { peer, why }));
  });

  test('long after CONNACK', async () => {
    const fixture = await connected();
    await fixture.timers.advance(60_000);
    expect(await closing(fixture)).toEqual(lost);
  });
});

test('DISCONNECT in the form of MQTT 5 is told with its reason', async () => {
  const fixture = await connected();
  fixture.wire.sayBytes(Buffer.from('e0028e00', 'hex'));
  const problem = message('mqtt.disconnectOfMqtt5', { code: 0x8e });
  expect(fixture.closed[0]?.reason).toEqual(message('mqtt.protocolBroken', { peer, problem }));
  expect(textOf(problem)).toContain('session taken over');
});

test('a WebSocket that this side closes before CONNACK is not told as closed by the broker', async () => {
  const fixture = new ClientFixture();
  const failed = failure(
    fixture.client.connect({ clientId: 'c', cleanSession: true, keepAliveSeconds: 0 }, 1000),
  );
  await fixture.open();
  const why = message('transport.textFrame');
  fixture.wire.events.closed(new TransportError('TEXT_FRAME', 'websocket', why));
  expect((await failed).reason).toEqual(message('mqtt.couldNotConnect', { peer, why }));
});
