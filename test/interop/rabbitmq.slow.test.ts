import { afterAll, expect, onTestFinished, test } from 'vitest';
import type { TestBroker } from '../support/brokers.ts';
import { needs } from '../support/needs.ts';
import { type RabbitMq, startRabbitMq } from '../support/rabbitmq.ts';
import { SecureDevice } from './secure/support/device.ts';
import { journey, playWith } from './support/journey.ts';
import { Peer } from './support/peer.ts';

/** RabbitMQ takes ten seconds to start, and five to come back. */
const PATIENCE_MS = 90_000;

/** What RabbitMQ cannot play, and why; of QoS 2, which it takes as QoS 1, the journeys themselves know. */
const CANNOT: Readonly<Record<string, string>> = {
  'a retained message meets a module that subscribes later':
    'gives retained messages to subscriptions without wildcards only',
  'what a module publishes retained meets a client that subscribes later':
    'gives retained messages to subscriptions without wildcards only',
  'the plug is pulled, and a retained will meets those who come later':
    'gives retained messages to subscriptions without wildcards only',
  'a lone # gets all but what begins with $': 'gives a lone # what begins with $ too',
  'subscribing again changes the QoS that is delivered':
    'goes on at the earlier QoS when a topic is subscribed again',
  'a subscription of an earlier run can be ended':
    'forgets with the connection what it has subscribed, so that a later UNSUBSCRIBE finds nothing',
  'of those who share a subscription each message reaches one, in turn': 'has no shared subscriptions',
  'who leaves or unsubscribes a share gets no more of it, and the others get all':
    'has no shared subscriptions',
  'a persistent session that shares gets later what came while nobody was there':
    'has no shared subscriptions',
  'a persistent session gets a retained message of QoS 1 in lamp/# at QoS 2, and stays':
    'gives retained messages to subscriptions without wildcards only',
  'a persistent session gets a retained message of QoS 2 in lamp/# at QoS 2, and stays':
    'gives retained messages to subscriptions without wildcards only',
  'a retained message that was not acknowledged comes again to its session':
    'gives retained messages past the session, once',
  'a persistent session that the broker has forgotten is subscribed again':
    'says that the session is present, and may have lost a subscription made right before it was killed',
  'two links reach two brokers at once': 'plays several brokers in one process, so that both are killed',
};
const JOURNEYS = [
  () => import('./broker-pauses.test.ts'),
  () => import('./bytes.test.ts'),
  () => import('./clean.test.ts'),
  () => import('./connect.test.ts'),
  () => import('./connection-loss.test.ts'),
  () => import('./keep-alive.test.ts'),
  () => import('./large.test.ts'),
  () => import('./publish-qos.test.ts'),
  () => import('./resend.test.ts'),
  () => import('./retained.test.ts'),
  () => import('./session.test.ts'),
  () => import('./shared.test.ts'),
  () => import('./split.test.ts'),
  () => import('./topics.test.ts'),
  () => import('./two-links.test.ts'),
  () => import('./will.test.ts'),
];

/** A RabbitMQ that is started when the first journey needs it, and gives each a host of its own. */
class SharedRabbitMq {
  readonly #start: () => Promise<RabbitMq>;
  #server: RabbitMq | undefined;
  #used = 0;

  constructor(start: () => Promise<RabbitMq>) {
    this.#start = start;
  }

  async server(): Promise<RabbitMq> {
    this.#server ??= await this.#start();
    await this.#server.ensure();
    return this.#server;
  }

  async host(): Promise<TestBroker> {
    const host = (await this.server()).hosts[this.#used++];
    if (host === undefined) throw new Error('the RabbitMQ of the journeys has too few hosts');
    return host;
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }
}

const open = new SharedRabbitMq(() => startRabbitMq({ hosts: 90 }));
const withUsers = new Map<string, SharedRabbitMq>();

function usersOnly(users: Record<string, string>): SharedRabbitMq {
  const key = JSON.stringify(users);
  const known = withUsers.get(key) ?? new SharedRabbitMq(() => startRabbitMq({ hosts: 12, users }));
  withUsers.set(key, known);
  return known;
}

afterAll(async () => {
  await Promise.all([open, ...withUsers.values()].map((server) => server.stop()));
});

const titles = playWith({
  name: 'RabbitMQ',
  needed: needs('rabbitmq'),
  maxQos: 1,
  oneByOneMs: PATIENCE_MS,
  cannot: new Set(Object.keys(CANNOT)),
  start: ({ users }) => (users === undefined ? open : usersOnly(users)).host(),
});
for (const load of JOURNEYS) await load();

test('every journey that RabbitMQ cannot play is there', () => {
  expect(Object.keys(CANNOT).filter((title) => !titles.has(title))).toEqual([]);
});

journey('publishes of QoS 2 succeed, are delivered once and do not go out again', {}, async (fixture) => {
  const device = await fixture.device({ settings: { reconnectIntervalMs: 200 } });
  await device.connect({ persistent: true, reconnect: true });
  const watcher = await fixture.watcher('up');
  // More than may be in flight: none stays there.
  const count = 70;
  for (let number = 0; number < count; number++) {
    await device.host.ask(`AT+MQTTPUB=0,"up","${number}",2,0`, '⏎OK⏎');
    expect(await watcher.text()).toBe(String(number));
  }
  await device.publish('up', Buffer.from('raw'), 2);
  expect(await watcher.text()).toBe('raw');
  const warnings = () => device.log.filter((line) => line.includes('QoS 2 publishes with PUBACK')).length;
  expect(warnings()).toBe(1);

  await fixture.broker.kill();
  await device.host.next('+MQTTDISCONNECTED:0⏎');
  await fixture.broker.restart();
  await device.comesBack();
  await device.host.ask('AT+MQTTPUB=0,"up","once more",2,0', '⏎OK⏎');
  await device.host.ask('AT+MQTTPUB=0,"up","and at QoS 1",1,0', '⏎OK⏎');
  expect(device.tap.count('publish')).toBe(count + 3);
  expect(device.tap.sent.filter((packet) => packet.cmd === 'publish' && packet.dup)).toEqual([]);
  expect(warnings()).toBe(2);
});

test('scheme 6 reaches the Web-MQTT plug-in at its path /ws', {
  ...needs('rabbitmq'),
  timeout: PATIENCE_MS,
}, async () => {
  const { hosts, webSocketPort } = await open.server();
  const device = await SecureDevice.on();
  onTestFinished(() => device.off());
  await device.connect({ scheme: 6, port: webSocketPort, path: 'ws' });
  const peer = await Peer.connect(hosts[0]?.port ?? 0);
  onTestFinished(() => peer.end());
  await peer.subscribe('web/up');
  await device.host.ask('AT+MQTTPUB=0,"web/up","there",2,0', '⏎OK⏎');
  expect(await peer.text()).toBe('there');
  await device.host.ask('AT+MQTTSUB=0,"web/down",1', '⏎OK⏎');
  await peer.publish('web/down', 'back');
  await device.host.next('+MQTTSUBRECV:0,"web/down",4,back⏎');
});
