import fc from 'fast-check';
import { generate, type Packet, parser } from 'mqtt-packet';
import { expect, test } from 'vitest';
import { BrokerConnections } from '#faults/broker/connections';
import type { PacketFilter } from '#faults/broker/packet-filter';
import { FaultSet } from '#faults/fault-set';
import { ManualClock } from '#testing/manual-clock';

const CONNECT = generate({
  cmd: 'connect',
  protocolId: 'MQTT',
  protocolVersion: 4,
  clean: true,
  clientId: 'me',
  keepalive: 0,
});
const CONNACK = generate({ cmd: 'connack', returnCode: 0, sessionPresent: false });

interface Takers {
  toBroker(bytes: Uint8Array): void;
  toClient(bytes: Uint8Array): void;
}

function filterTo(takers: Takers): { filter: PacketFilter; faults: FaultSet; clock: ManualClock } {
  const clock = new ManualClock();
  const faults = new FaultSet({ timers: clock, areas: ['broker'], tell() {} });
  const filter = new BrokerConnections(faults, clock).open({
    ...takers,
    close() {},
    clientTakesMore: () => true,
    another() {},
  });
  return { filter, faults, clock };
}

const publishes = fc.record({
  cmd: fc.constant('publish' as const),
  topic: fc.constantFrom('a', 'b/c'),
  payload: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  qos: fc.constantFrom(0, 1, 2),
  dup: fc.constant(false),
  retain: fc.boolean(),
  messageId: fc.integer({ min: 1, max: 65_535 }),
});
const answers = fc.record({
  cmd: fc.constantFrom('puback', 'pubrec', 'pubrel', 'pubcomp', 'unsuback'),
  messageId: fc.integer({ min: 1, max: 65_535 }),
});
const bytesOf = fc
  .array(fc.oneof(publishes, answers), { maxLength: 12 })
  .map((packets) => Buffer.concat(packets.map((packet) => generate(packet as unknown as Packet))));

test('without a fault that acts every byte comes through both ways, however it is cut', () => {
  fc.assert(
    fc.property(
      bytesOf,
      fc.array(fc.nat(200), { minLength: 1 }),
      fc.boolean(),
      (bytes, cuts, somethingWaits) => {
        const got = { toBroker: [] as Uint8Array[], toClient: [] as Uint8Array[] };
        const { filter, faults } = filterTo({
          toBroker: (chunk) => void got.toBroker.push(chunk),
          toClient: (chunk) => void got.toClient.push(chunk),
        });
        if (somethingWaits) faults.add('broker.noPuback', { client: 'another' });
        for (const [feed, first] of [
          [(chunk: Uint8Array) => filter.fromClient(chunk), CONNECT],
          [(chunk: Uint8Array) => filter.fromBroker(chunk), CONNACK],
        ] as const) {
          const all = Buffer.concat([first, bytes]);
          for (let at = 0, cut = 0; at < all.length; cut++) {
            const size = 1 + (cuts[cut % cuts.length] ?? 0);
            feed(all.subarray(at, at + size));
            at += size;
          }
        }
        expect(Buffer.concat(got.toBroker)).toEqual(Buffer.concat([CONNECT, bytes]));
        expect(Buffer.concat(got.toClient)).toEqual(Buffer.concat([CONNACK, bytes]));
      },
    ),
    { numRuns: 150 },
  );
});

/** A filter, and what has come through it and was not looked at. */
function ends() {
  const waiting: { readonly packet: Packet; readonly from: 'broker' | 'client' }[] = [];
  const reading = { toBroker: parser({ protocolVersion: 4 }), toClient: parser({ protocolVersion: 4 }) };
  reading.toBroker.on('packet', (packet) => void waiting.push({ packet, from: 'client' }));
  reading.toClient.on('packet', (packet) => void waiting.push({ packet, from: 'broker' }));
  return {
    waiting,
    ...filterTo({
      toBroker: (bytes) => void reading.toBroker.parse(Buffer.from(bytes)),
      toClient: (bytes) => void reading.toClient.parse(Buffer.from(bytes)),
    }),
  };
}

const steps = fc.array(
  fc.record({
    what: fc.constantFrom('publish', 'publish', 'flood', 'twice', 'lower', 'answer', 'answer'),
    qos: fc.constantFrom(1, 2),
  }),
  { minLength: 20, maxLength: 120 },
);

test('whatever is invented, a broker hears the answers to its own messages, each once, and a client no identifier twice', () => {
  fc.assert(
    fc.property(steps, (played) => {
      /** What each side has in flight: an identifier, and what is awaited for it. */
      const brokers = new Map<number, 'puback' | 'pubrec' | 'pubcomp'>();
      const clients = new Map<number, 1 | 2>();
      const due: Packet[] = [];
      const { filter, faults, clock, waiting } = ends();
      const received = ({ packet, from }: (typeof waiting)[number]): void => {
        const id = packet.messageId ?? 0;
        if (from === 'client') {
          if (packet.cmd === 'connect') return;
          expect(brokers.get(id)).toBe(packet.cmd);
          if (packet.cmd === 'pubrec') {
            brokers.set(id, 'pubcomp');
            filter.fromBroker(generate({ cmd: 'pubrel', messageId: id }));
          } else brokers.delete(id);
          return;
        }
        if (packet.cmd === 'publish') {
          expect(clients.has(id)).toBe(packet.dup);
          clients.set(id, packet.qos as 1 | 2);
          due.push({ cmd: packet.qos === 1 ? 'puback' : 'pubrec', messageId: id } as Packet);
        }
        if (packet.cmd === 'pubrel') due.push({ cmd: 'pubcomp', messageId: id } as Packet);
      };
      const exchange = (): void => {
        for (let each = waiting.shift(); each !== undefined; each = waiting.shift()) received(each);
      };
      const answer = (): void => {
        const packet = due.shift();
        if (packet === undefined) return;
        // Of a message that came twice the second answer ends it.
        const more = due.some(({ cmd, messageId }) => cmd === packet.cmd && messageId === packet.messageId);
        if (packet.cmd !== 'pubrec' && !more) clients.delete(packet.messageId ?? 0);
        filter.fromClient(generate(packet));
        exchange();
      };
      filter.fromClient(CONNECT);
      filter.fromBroker(CONNACK);
      let next = 65_535;
      for (const { what, qos } of played) {
        exchange();
        if (what === 'flood') {
          faults.add('broker.flood', { qos, count: 1, perSecond: 1000 });
          clock.advance(1);
        } else if (what === 'answer') answer();
        else if (brokers.size < 20) {
          if (what === 'twice') faults.add('broker.duplicate', { dup: next % 2 === 0, count: 1 });
          if (what === 'lower') faults.add('broker.pubackForQos2', { count: 1 });
          while (brokers.has(next)) next = next <= 65_500 ? 65_535 : next - 1;
          brokers.set(next, qos === 1 ? 'puback' : 'pubrec');
          filter.fromBroker(
            generate({
              cmd: 'publish',
              topic: 'a',
              payload: 'x',
              qos: qos as 1 | 2,
              dup: false,
              retain: false,
              messageId: next,
            }),
          );
          next = next <= 65_500 ? 65_535 : next - 1;
        }
      }
      exchange();
      while (due.length > 0) answer();
      expect([...brokers]).toEqual([]);
    }),
    { numRuns: 150 },
  );
});
