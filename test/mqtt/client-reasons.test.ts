import { describe, expect, test } from 'vitest';
import { type Message, message } from '#messages/message';
import { Session } from '#mqtt/client/session';
import type { ConnectOptions } from '#mqtt/codec/connect';
import { CLEAN, ClientFixture, connected, failure } from './support/client-fixture.ts';

const [TOPIC, PAYLOAD] = [Buffer.from('t'), Buffer.from('x')];
const LONG = Buffer.alloc(65_536, 'x');
const tooLong = (what: Message): Message => message('mqtt.tooLong', { what, size: 65_536, max: 65_535 });
const will = (of: Partial<NonNullable<ConnectOptions['will']>>): NonNullable<ConnectOptions['will']> => ({
  topic: 'w',
  payload: PAYLOAD,
  qos: 0,
  retain: false,
  ...of,
});

describe('what MQTT does not allow CONNECT to say', () => {
  test.each<[string, Partial<ConnectOptions>, Message]>([
    [
      'no client ID and no clean session',
      { clientId: '', cleanSession: false },
      message('mqtt.emptyClientId'),
    ],
    [
      'too long a keep alive',
      { keepAliveSeconds: 65_536 },
      message('mqtt.keepAliveOutOfRange', { seconds: 65_536, max: 65_535 }),
    ],
    ['a password alone', { password: PAYLOAD }, message('mqtt.passwordWithoutUser')],
    [
      'NUL in the client ID',
      { clientId: 'a\0' },
      message('mqtt.holdsNul', { what: message('mqtt.clientId') }),
    ],
    [
      'NUL in the user name',
      { username: '\0' },
      message('mqtt.holdsNul', { what: message('mqtt.userName') }),
    ],
    ['too long a password', { username: 'u', password: LONG }, tooLong(message('mqtt.password'))],
    ['too long a topic of the will', { will: will({ topic: LONG }) }, tooLong(message('mqtt.topic'))],
    [
      'too long a topic of the will that is sent as it is',
      { asIs: true, will: will({ topic: LONG }) },
      tooLong(message('mqtt.willTopic')),
    ],
    ['too long a will', { will: will({ payload: LONG }) }, tooLong(message('mqtt.willMessage'))],
  ])('%s', async (_, options, problem) => {
    const { client } = new ClientFixture();
    const error = await failure((async () => client.connect({ ...CLEAN, ...options }, 1000))());
    expect(error).toMatchObject({ code: 'INVALID', reason: message('mqtt.cannotConnect', { problem }) });
  });

  test('a second time on one connection', async () => {
    const { client } = await connected();
    const error = await failure((async () => client.connect(CLEAN, 1000))());
    const problem = message('mqtt.connectedAlready');
    expect(error).toMatchObject({ code: 'INVALID', reason: message('mqtt.cannotConnect', { problem }) });
  });
});

test('nothing is sent without a connection', () => {
  const { client } = new ClientFixture();
  const reason = message('mqtt.notConnected', { peer: message('mqtt.broker') });
  expect(() => client.publishQos0(TOPIC, PAYLOAD, false)).toThrow(expect.objectContaining({ reason }));
});

test('a filter of no subscription', async () => {
  const { client } = await connected();
  const error = await failure((async () => client.subscribe(Buffer.alloc(0), 0, 1000))());
  expect(error.reason).toEqual(message('mqtt.isEmpty', { what: message('mqtt.topicFilter') }));
});

test('more publishes than may wait for their acknowledgement', async () => {
  const { client } = await connected({ maxInflight: 2 });
  for (let n = 0; n < 2; n++) void client.publish(TOPIC, PAYLOAD, 1, false, 1000).catch(() => {});
  const error = await failure((async () => client.publish(TOPIC, PAYLOAD, 1, false, 1000))());
  expect(error).toMatchObject({ code: 'INFLIGHT_FULL', reason: message('mqtt.inflightFull', { max: 2 }) });
});

test('more publishes than there are packet identifiers', () => {
  const session = new Session();
  for (let n = 0; n < 65_535; n++) session.add(TOPIC, PAYLOAD, 1, false);
  expect(() => session.add(TOPIC, PAYLOAD, 1, false)).toThrow(
    expect.objectContaining({ code: 'INFLIGHT_FULL', reason: message('mqtt.idsUsedUp') }),
  );
});
