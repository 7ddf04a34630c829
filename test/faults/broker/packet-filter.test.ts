import { Duplex } from 'node:stream';
import { generate, type Packet, parser } from 'mqtt-packet';
import { describe, expect, test } from 'vitest';
import { BrokerConnections } from '#faults/broker/connections';
import { BrokerFaults } from '#faults/broker-faults';
import { FaultSet } from '#faults/fault-set';
import { ManualClock } from '#testing/manual-clock';
import { settled } from '#testing/settled';

const CONNECT: Packet = {
  cmd: 'connect',
  protocolId: 'MQTT',
  protocolVersion: 4,
  clean: true,
  clientId: 'me',
  keepalive: 0,
};
const CONNACK: Packet = { cmd: 'connack', returnCode: 0, sessionPresent: false };

/** A filter between two ends that note what comes. */
function filtered({ clean = true, connected = true }: { clean?: boolean; connected?: boolean } = {}) {
  const clock = new ManualClock();
  const faults = new FaultSet({ timers: clock, areas: ['broker'], tell() {} });
  const connections = new BrokerConnections(faults, clock);
  const open = () => {
    const chunks: { toBroker: Buffer[]; toClient: Buffer[] } = { toBroker: [], toClient: [] };
    const others: Uint8Array[] = [];
    let closed = false;
    const filter = connections.open({
      toBroker: (bytes) => void chunks.toBroker.push(Buffer.from(bytes)),
      toClient: (bytes) => void chunks.toClient.push(Buffer.from(bytes)),
      close: () => {
        closed = true;
      },
      clientTakesMore: () => true,
      another: (connect) => void others.push(connect),
    });
    const packets = (way: 'toBroker' | 'toClient'): Packet[] => {
      const list: Packet[] = [];
      const reading = parser({ protocolVersion: 4 });
      reading.on('packet', (packet) => list.push(packet));
      for (const bytes of chunks[way].splice(0)) reading.parse(bytes);
      return list;
    };
    return {
      filter,
      chunks,
      others,
      isClosed: () => closed,
      client: (...sent: Packet[]) => filter.fromClient(Buffer.concat(sent.map((each) => generate(each)))),
      broker: (...sent: Packet[]) => filter.fromBroker(Buffer.concat(sent.map((each) => generate(each)))),
      /** What has come to the broker and to the client since, as words. */
      seen: () => ({ broker: packets('toBroker').map(shown), client: packets('toClient').map(shown) }),
      connect() {
        this.client({ ...CONNECT, clean } as Packet);
        this.broker(CONNACK);
      },
    };
  };
  const first = open();
  if (connected) {
    first.connect();
    first.seen();
  }
  return { clock, faults, open, ...first };
}

function shown(packet: Packet): string {
  const { cmd, messageId } = packet;
  const id = messageId === undefined ? '' : ` ${messageId}`;
  if (packet.cmd === 'publish') {
    return `publish ${packet.topic} q${packet.qos}${packet.dup ? ' dup' : ''}${packet.retain ? ' retain' : ''}${id}`;
  }
  if (packet.cmd === 'suback') return `suback${id} ${packet.granted}`;
  if (packet.cmd === 'subscribe') {
    return `subscribe${id} ${packet.subscriptions.map(({ topic, qos }) => `${topic}:${qos}`)}`;
  }
  if (packet.cmd === 'connack') return `connack ${packet.returnCode} ${packet.sessionPresent}`;
  return `${cmd}${id}`;
}

const publish = (topic: string, qos: 0 | 1 | 2, messageId?: number): Packet => ({
  cmd: 'publish',
  topic,
  payload: 'x',
  qos,
  dup: false,
  retain: false,
  ...(messageId === undefined ? {} : { messageId }),
});
const only = (cmd: 'puback' | 'pubrec' | 'pubrel' | 'pubcomp', messageId: number): Packet =>
  ({ cmd, messageId }) as Packet;
const subscribe = (messageId: number, ...topics: string[]): Packet => ({
  cmd: 'subscribe',
  messageId,
  subscriptions: topics.map((topic) => ({ topic, qos: 2 as const })),
});

describe('nothing wrong', () => {
  test('a chunk of whole packets goes on as it is, the same bytes', () => {
    const { filter, chunks } = filtered();
    const bytes = Buffer.concat([
      generate(publish('a', 1, 7)),
      generate(publish('b', 2, 8)),
      generate(only('pubrel', 3)),
    ]);
    filter.fromBroker(bytes);
    filter.fromClient(bytes);
    expect(chunks).toEqual({ toBroker: [bytes], toClient: [bytes] });
  });

  test('byte by byte, all comes through', () => {
    const { filter, seen } = filtered();
    for (const byte of generate(publish('a/b', 1, 7))) filter.fromBroker(Uint8Array.of(byte));
    for (const byte of generate(only('puback', 7))) filter.fromClient(Uint8Array.of(byte));
    expect(seen()).toEqual({ client: ['publish a/b q1 7'], broker: ['puback 7'] });
  });

  test.each([
    ['an answer of HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['an alert of TLS', '\x15\x03\x01\x00\x02\x02\x28'],
  ])('%s passes, in pieces too', (_what, text) => {
    const { filter, chunks } = filtered({ connected: false });
    filter.fromBroker(Buffer.from(text.slice(0, 3), 'latin1'));
    filter.fromBroker(Buffer.from(text.slice(3), 'latin1'));
    expect(Buffer.concat(chunks.toClient).toString('latin1')).toBe(text);
  });

  test('what breaks the framing passes, and all behind it', () => {
    const { filter, chunks } = filtered();
    const sound = generate(publish('a', 0));
    const broken = Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3]);
    filter.fromBroker(Buffer.concat([sound, broken]));
    filter.fromBroker(broken);
    expect(Buffer.concat(chunks.toClient)).toEqual(Buffer.concat([sound, broken, broken]));
  });

  test('a packet that makes no sense passes', () => {
    const { filter, chunks } = filtered();
    const puback = Buffer.from([0x40, 0x01, 0x07]);
    filter.fromBroker(puback);
    filter.fromClient(Buffer.from([0x82, 0x03, 0, 1, 9]));
    expect(chunks.toClient).toEqual([puback]);
    expect(chunks.toBroker).toEqual([Buffer.from([0x82, 0x03, 0, 1, 9])]);
  });
});

describe('what is invented stays between filter and client', () => {
  test.each([
    [1, ['puback']],
    [2, ['pubrec', 'pubcomp']],
  ] as const)('QoS %d', (qos, answers) => {
    const { faults, seen, client, clock } = filtered();
    faults.add('broker.flood', { qos, count: 1, perSecond: 1 });
    clock.advance(1000);
    expect(seen().client).toEqual([`publish flood q${qos} 65535`]);
    for (const cmd of answers) client(only(cmd, 65_535));
    expect(seen()).toEqual({ broker: [], client: qos === 2 ? ['pubrel 65535'] : [] });
  });

  test('no more of them than 20 at a time', () => {
    const { faults, seen, client, clock } = filtered();
    faults.add('broker.flood', { qos: 1, count: 50, perSecond: 1000 });
    clock.advance(1000);
    expect(seen().client).toHaveLength(20);
    for (let id = 65_535; id > 65_525; id--) client(only('puback', id));
    clock.advance(1000);
    expect(seen()).toMatchObject({ broker: [], client: { length: 10 } });
  });

  test('an identifier that the broker takes too has another name for the client, all the way', () => {
    const { faults, seen, client, broker, clock } = filtered();
    faults.add('broker.flood', { qos: 1, count: 1, perSecond: 1 });
    clock.advance(1000);
    broker(publish('a', 2, 65_535), publish('b', 1, 65_534));
    expect(seen().client).toEqual(['publish flood q1 65535', 'publish a q2 65534', 'publish b q1 65533']);
    client(only('pubrec', 65_534), only('puback', 65_533), only('puback', 65_535));
    expect(seen().broker).toEqual(['pubrec 65535', 'puback 65534']);
    broker(only('pubrel', 65_535));
    expect(seen().client).toEqual(['pubrel 65534']);
    client(only('pubcomp', 65_534));
    expect(seen().broker).toEqual(['pubcomp 65535']);
    broker(publish('c', 1, 65_535));
    expect(seen().client).toEqual(['publish c q1 65535']);
  });

  test('what a kept session holds for received is released on the next connection', () => {
    const { faults, clock, client, filter, open } = filtered({ clean: false });
    faults.add('broker.flood', { qos: 2, count: 1, perSecond: 1 });
    clock.advance(1000);
    client(only('pubrec', 65_535));
    filter.close();
    const next = open();
    next.connect();
    expect(next.seen().client).toEqual(['connack 0 false', 'pubrel 65535']);
    next.client(only('pubcomp', 65_535));
    expect(next.seen().broker).toEqual([]);
  });
});

describe('acknowledgements', () => {
  test('late ones keep the order of their messages, and those behind them wait', () => {
    const { faults, seen, client, broker, clock } = filtered();
    faults.add('broker.latePuback', { time: 100, topic: 'late' });
    client(publish('late', 1, 1), publish('b', 1, 2), publish('late', 1, 3));
    broker(only('puback', 1), only('puback', 2), publish('between', 0), only('puback', 3));
    expect(seen().client).toEqual(['publish between q0']);
    clock.advance(99);
    expect(seen().client).toEqual([]);
    clock.advance(1);
    expect(seen().client).toEqual(['puback 1', 'puback 2', 'puback 3']);
  });

  test('an identifier that is used again: each answer is for its own message', () => {
    const { faults, seen, client, broker } = filtered();
    faults.add('broker.noPuback', { count: 1 });
    client(publish('a', 1, 1), { ...publish('a', 1, 1), dup: true } as Packet);
    broker(only('puback', 1), only('puback', 1));
    expect(seen().client).toEqual(['puback 1']);
  });

  test('of two PUBREL after a doubled PUBREC the broker gets one', () => {
    const { faults, seen, client, broker } = filtered();
    faults.add('broker.doublePubrec', { count: 1 });
    client(publish('a', 2, 1));
    broker(only('pubrec', 1));
    client(only('pubrel', 1), only('pubrel', 1));
    broker(only('pubcomp', 1));
    expect(seen()).toEqual({
      broker: ['publish a q2 1', 'pubrel 1'],
      client: ['pubrec 1', 'pubrec 1', 'pubcomp 1'],
    });
  });

  test.each([1, 2] as const)('of a message of QoS %d that came twice the broker gets one', (qos) => {
    const { faults, seen, client, broker } = filtered();
    faults.add('broker.duplicate', { count: 1 });
    broker(publish('a', qos, 5));
    expect(seen().client).toEqual([`publish a q${qos} 5`, `publish a q${qos} dup 5`]);
    const answer = only(qos === 1 ? 'puback' : 'pubrec', 5);
    client(answer, answer);
    expect(seen().broker).toEqual([qos === 1 ? 'puback 5' : 'pubrec 5']);
  });

  test('a message of QoS 2 that is delivered with QoS 1 is one of QoS 2 for its broker', () => {
    const { faults, seen, client, broker } = filtered();
    faults.add('broker.pubackForQos2', {});
    broker(publish('a', 2, 5));
    client(only('puback', 5));
    broker(only('pubrel', 5));
    expect(seen()).toEqual({ client: ['publish a q1 5'], broker: ['pubrec 5', 'pubcomp 5'] });
  });
});

describe('several filters in one SUBSCRIBE', () => {
  test('the refused are not asked for, and each has its return code', () => {
    const { faults, seen, client, broker } = filtered();
    faults.add('broker.suback', { topic: 'no/#' });
    faults.add('broker.suback', { topic: 'low', qos: 0 });
    client(subscribe(4, 'a', 'no/b', 'low', 'no/c'));
    expect(seen().broker).toEqual(['subscribe 4 a:2,low:0']);
    broker({ cmd: 'suback', messageId: 4, granted: [2, 0] });
    expect(seen().client).toEqual(['suback 4 2,128,0,128']);
  });

  test('all refused: the broker hears of nothing', () => {
    const { faults, seen, client } = filtered();
    faults.add('broker.suback', {});
    client(subscribe(4, 'a', 'b'));
    expect(seen()).toEqual({ broker: [], client: ['suback 4 128,128'] });
  });
});

test('a fault is for one client where it says so', () => {
  const { faults, seen, client, broker } = filtered();
  faults.add('broker.noPuback', { client: 'somebody else' });
  faults.add('broker.doublePuback', { client: 'me' });
  client(publish('a', 1, 1));
  broker(only('puback', 1));
  expect(seen().client).toEqual(['puback 1', 'puback 1']);
});

test('after a kick nothing comes through any more', () => {
  const { faults, seen, client, broker, isClosed } = filtered();
  faults.add('broker.kick', { on: 'publish', topic: 'a' });
  client(publish('b', 0), publish('a', 0), publish('c', 0));
  broker(publish('d', 0));
  expect(isClosed()).toBe(true);
  expect(seen()).toEqual({ broker: ['publish b q0'], client: [] });
});

test('a take-over sends the same CONNECT again', () => {
  const { faults, clock, others } = filtered();
  faults.add('broker.takeOver', { every: 10, count: 2 });
  clock.advance(0);
  clock.advance(10);
  expect(others.map((each) => Buffer.from(each))).toEqual([generate(CONNECT), generate(CONNECT)]);
});

test('without a broker that hears of it, CONNECT is not answered, and nothing else', () => {
  const { faults, seen, client } = filtered({ connected: false });
  faults.add('broker.noConnack', {});
  client(CONNECT, publish('a', 0));
  expect(seen()).toEqual({ broker: [], client: [] });
});

test('a client that reads nothing is let go all the same when it is kicked', async () => {
  const clock = new ManualClock();
  const faults = new BrokerFaults({ timers: clock, log() {}, specs: [] });
  const client = new Duplex({ read() {}, write() {} });
  const stream = faults.stream(client, () => {});
  stream.on('error', () => {}).resume();
  client.push(generate(CONNECT));
  await settled();
  stream.write(generate(CONNACK));
  faults.set.add('broker.kick');
  clock.advance(0);
  expect(stream.destroyed).toBe(true);
  expect(client.destroyed).toBe(false);
  clock.advance(1000);
  expect(client.destroyed).toBe(true);
});
