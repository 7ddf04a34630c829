import fc from 'fast-check';
import { generate, type Packet } from 'mqtt-packet';
import { expect, test } from 'vitest';
import { MaskedConnect } from '#pcap/masked-connect';
import { PacketEdges } from '#pcap/packet-edges';

const publish = (size: number): Packet => ({
  cmd: 'publish',
  topic: 't',
  payload: Buffer.alloc(size, 1),
  qos: 0,
  dup: false,
  retain: false,
});

/** Cuts bytes at random places. */
function cutUp(bytes: Buffer, places: readonly number[]): Buffer[] {
  const edges = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return edges.slice(1).map((to, at) => bytes.subarray(edges[at], to));
}

test('runs are cut at the beginning of each packet, however the bytes come, and hold all of them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(0, 1, 130, 20_000), { maxLength: 4 }),
      fc.array(fc.nat(), { maxLength: 8 }),
      (sizes, places) => {
        const packets = [...sizes.map((size) => generate(publish(size))), generate({ cmd: 'pingreq' })];
        const edges = new PacketEdges();
        const seen: Buffer[] = [];
        for (const chunk of cutUp(Buffer.concat(packets), places)) {
          edges.cut(chunk, (from, to, first) => {
            const run = chunk.subarray(from, to);
            if (first !== undefined) {
              expect(first).toBe(run[0]);
              seen.push(run);
            } else seen[seen.length - 1] = Buffer.concat([seen.at(-1) ?? Buffer.alloc(0), run]);
          });
        }
        expect(Buffer.concat(seen).equals(Buffer.concat(packets))).toBe(true);
        expect(seen.map(({ length }) => length)).toEqual(packets.map(({ length }) => length));
      },
    ),
  );
});

test('what is no MQTT is not cut', () => {
  const edges = new PacketEdges();
  const runs: string[] = [];
  const take = (bytes: Buffer) =>
    edges.cut(bytes, (from, to) => runs.push(bytes.subarray(from, to).toString('latin1')));
  take(Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 1, 2, 3]));
  take(Buffer.from('HTTP/1.1 400'));
  expect(runs).toEqual(['0\xff\xff\xff\xff\x01\x02\x03', 'HTTP/1.1 400']);
});

test('the password of CONNECT is masked in its length, however it comes, and nothing else is changed', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.boolean(),
      fc.boolean(),
      fc.array(fc.nat(), { maxLength: 5 }),
      (secret, withWill, withPassword, places) => {
        const connect = (password: Uint8Array): Buffer =>
          generate({
            cmd: 'connect',
            protocolId: 'MQTT',
            clientId: 'lamp',
            clean: true,
            keepalive: 60,
            ...(withPassword ? { username: 'user', password: Buffer.from(password) } : {}),
            ...(withWill
              ? { will: { topic: 'w', payload: Buffer.from('gone'), qos: 0, retain: false } }
              : {}),
          });
        const rest = generate(publish(3));
        const masking = new MaskedConnect();
        const sent = Buffer.concat([connect(secret), rest]);
        const shown = cutUp(sent, places).map((chunk) => masking.feed(chunk));
        // What goes to the broker is not touched.
        expect(sent).toEqual(Buffer.concat([connect(secret), rest]));
        expect(Buffer.concat(shown)).toEqual(
          Buffer.concat([connect(Buffer.alloc(secret.length, '*')), rest]),
        );
        expect(masking.masked).toBe(withPassword && secret.length > 0);
      },
    ),
  );
});
