import { describe, expect, onTestFinished, test } from 'vitest';
import { type Message, message, textOf } from '#messages/message';
import { reasonWithAdvice, type Tried } from '#module/link/advice';
import { MqttError } from '#mqtt/errors';
import { TransportError } from '#mqtt/transport-error';
import { ScriptedBroker } from '../../support/scripted-broker.ts';
import { standIn, toldModule } from '../../support/told-module.ts';

const peer = message('mqtt.brokerAt', { address: 'broker.test:1883' });
const TRIED: Tried = {
  scheme: 1,
  port: 1883,
  clientId: Buffer.from('lamp'),
  username: Buffer.from('user'),
  willTopic: Buffer.alloc(0),
};

function adviceOf(error: Error, tried: Partial<Tried> = {}): Message | undefined {
  const reason = reasonWithAdvice(error, { ...TRIED, ...tried });
  return reason.key === 'link.advised' ? (reason.params as { advice: Message }).advice : undefined;
}

const refusal = (returnCode: number) =>
  new MqttError('REFUSED', message('mqtt.refused', { peer, returnCode }), { returnCode });
const closed = () => new MqttError('CONNECT_FAILED', message('mqtt.closedBeforeConnack', { peer }));
const transport = (error: TransportError) =>
  new MqttError('CONNECT_FAILED', message('mqtt.couldNotConnect', { peer, why: error.reason }), {
    cause: error,
  });

describe('a refusal says what to change', () => {
  test.each([
    [1, message('link.onlyThisVersion')],
    [132, message('link.onlyThisVersion')],
    [2, message('link.otherClientId', { clientId: 'lamp' })],
    [133, message('link.otherClientId', { clientId: 'lamp' })],
    [3, message('link.tryLater')],
    [137, message('link.tryLater')],
    [4, message('link.checkLogin', { given: true })],
    [134, message('link.checkLogin', { given: true })],
    [5, message('link.checkRights', { clientId: 'lamp', given: true })],
    [135, message('link.checkRights', { clientId: 'lamp', given: true })],
    [6, undefined],
    [255, undefined],
  ])('return code %i', (returnCode, advice) => {
    expect(adviceOf(refusal(returnCode))).toEqual(advice);
  });

  test('without a user name', () => {
    expect(adviceOf(refusal(5), { username: Buffer.alloc(0) })).toEqual(
      message('link.checkRights', { clientId: 'lamp', given: false }),
    );
  });

  test('of the will', () => {
    expect(adviceOf(refusal(144), { willTopic: Buffer.from('w/t') })).toEqual(
      message('link.checkWill', { topic: 'w/t' }),
    );
  });

  test('a code that MQTT 3.1.1 does not have is told with what MQTT 5 means by it', () => {
    expect(textOf(reasonWithAdvice(refusal(0x84), TRIED))).toContain(
      '(return code 132, 0x84, in MQTT 5: unsupported protocol version)',
    );
  });
});

describe('a connection that is closed before CONNACK says what that may mean', () => {
  test.each([
    [8883, 1, message('link.usualTlsPort', { port: 8883, schemes: '2 to 5' })],
    [443, 6, message('link.usualTlsPort', { port: 443, schemes: '7 to 10' })],
    [1883, 3, message('link.usualPlainPort', { port: 1883, scheme: 1 })],
  ])('at port %i with scheme %i', (port, scheme, advice) => {
    expect(adviceOf(closed(), { port, scheme })).toEqual(advice);
  });

  test.each([
    [1, '2 to 5'],
    [6, undefined],
    [2, undefined],
  ])('at any other port with scheme %i', (scheme, schemes) => {
    expect(adviceOf(closed(), { port: 4000, scheme, willTopic: Buffer.from('w') })).toEqual(
      message('link.closeCauses', { schemes, clientId: 'lamp', login: true, willTopic: 'w' }),
    );
  });
});

test.each([
  [1, 8883, message('link.usualTlsPort', { port: 8883, schemes: '2 to 5' })],
  [1, 4000, message('link.silenceCauses', { schemes: '2 to 5' })],
  [3, 4000, message('link.silenceCauses', { schemes: undefined })],
])(
  'a broker that is silent after CONNECT says what that may mean, with scheme %i at port %i',
  (scheme, port, advice) => {
    const silent = new MqttError('CONNECT_TIMEOUT', message('mqtt.noConnack', { peer, ms: 15_000 }));
    expect(adviceOf(silent, { scheme, port })).toEqual(advice);
  },
);

test('a port that closes without an answer to the WebSocket upgrade says which scheme', () => {
  const error = new TransportError('CLOSED', 'websocket', message('transport.closedInUpgrade'));
  expect(adviceOf(transport(error), { scheme: 6, port: 4000 })).toEqual(
    message('link.withoutWebSocket', { schemes: '1', tls: '7 to 10' }),
  );
});

describe('a port that speaks something else below MQTT says which scheme', () => {
  const why = message('transport.notTls');

  test.each([
    ['NOT_TLS', 'tls', 4, 4000, message('link.withoutTls', { scheme: 1 })],
    ['NOT_TLS', 'tls', 8, 4000, message('link.withoutTls', { scheme: 6 })],
    ['NOT_TLS', 'tls', 2, 1883, message('link.usualPlainPort', { port: 1883, scheme: 1 })],
    ['CLOSED', 'tls', 2, 1883, message('link.usualPlainPort', { port: 1883, scheme: 1 })],
    ['CLOSED', 'tls', 2, 4000, undefined],
    [
      'NOT_WEBSOCKET',
      'websocket',
      6,
      4000,
      message('link.withoutWebSocket', { schemes: '1', tls: '7 to 10' }),
    ],
    [
      'NOT_WEBSOCKET',
      'websocket',
      7,
      4000,
      message('link.withoutWebSocket', { schemes: '2 to 5', tls: undefined }),
    ],
    ['REFUSED', 'tcp', 1, 8883, undefined],
  ] as const)('%s in %s with scheme %i at port %i', (code, step, scheme, port, advice) => {
    expect(adviceOf(transport(new TransportError(code, step, why)), { scheme, port })).toEqual(advice);
  });

  test.each([
    [400, 6, message('link.upgradePath', { schemes: '7 to 10' })],
    [426, 7, message('link.upgradePath', { schemes: undefined })],
    [404, 6, message('link.upgradePath', { schemes: undefined })],
    [401, 6, message('link.upgradeLogin')],
    [403, 7, message('link.upgradeLogin')],
    [502, 6, message('link.upgradeBackend')],
  ])('HTTP status %i with scheme %i', (status, scheme, advice) => {
    const error = new TransportError('UPGRADE_REFUSED', 'websocket', why, { status });
    expect(adviceOf(transport(error), { scheme, port: 4000 })).toEqual(advice);
  });
});

describe('a module tells it', () => {
  async function scripted(): Promise<ScriptedBroker> {
    const broker = new ScriptedBroker();
    await broker.start();
    onTestFinished(() => broker.stop());
    return broker;
  }

  test('of a refusal', async () => {
    const broker = await scripted();
    broker.manners.connack = 5;
    const { connect, heard } = await toldModule();
    await connect(broker.port);
    expect(await heard('link.checkRights')).toEqual({ clientId: 'lamp', given: false });
  });

  test('of a refusal in the form of MQTT 5', async () => {
    const port = await standIn(
      (socket) => void socket.once('data', () => socket.end(Buffer.of(0x20, 3, 0, 0x84, 0))),
    );
    const { connect, heard } = await toldModule();
    await connect(port);
    expect(await heard('mqtt.refused')).toMatchObject({ returnCode: 0x84 });
    expect(await heard('link.onlyThisVersion')).toBeUndefined();
  });

  test('of a broker that closes without CONNACK', async () => {
    const port = await standIn((socket) => void socket.once('data', () => socket.end()));
    const { connect, heard } = await toldModule();
    await connect(port);
    expect(await heard('link.closeCauses')).toEqual({
      schemes: '2 to 5',
      clientId: 'lamp',
      login: false,
      willTopic: undefined,
    });
  });

  test('of a session that is said to be present although a clean one was asked for', async () => {
    const broker = await scripted();
    broker.manners.sessionPresent = true;
    const { connect, heard } = await toldModule();
    expect(await connect(broker.port)).toContain('OK');
    expect(await heard('mqtt.sessionNotAsked')).toBeUndefined();
  });
});
