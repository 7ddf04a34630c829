import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate, type Packet } from 'mqtt-packet';
import { describe, expect, test, vi } from 'vitest';
import { message } from '#messages/message';
import { TransportError } from '#mqtt/transport-error';
import type { Capture } from '#pcap/capture';
import { folder } from '../support/folder.ts';
import { needs } from '../support/needs.ts';
import { tsharkFields, tsharkOddities } from '../support/tshark.ts';
import { inMemory, owner, ROUTE, ScriptedWire } from './support/scripted.ts';

const CONNECT: Packet = {
  cmd: 'connect',
  protocolId: 'MQTT',
  clientId: 'lamp',
  clean: true,
  keepalive: 60,
  username: 'u',
  password: Buffer.from('secret'),
};
const CONNACK: Packet = { cmd: 'connack', returnCode: 0, sessionPresent: false };

function publish(topic: string, payload: Buffer): Buffer {
  return generate({ cmd: 'publish', topic, payload, qos: 0, dup: false, retain: false });
}

/** A connection between these ends, and its module. */
function connected(capture: Capture, [address, local, localPort]: [string, string, number], link = 0) {
  const module = capture.forModule('module0', 'module0');
  const wire = new ScriptedWire();
  const transport = module.dial(wire.dial)({ ...ROUTE, host: address }, link)(owner());
  wire.connects(address, ROUTE.port, local, localPort);
  wire.events.open();
  transport.write(generate(CONNECT));
  wire.events.data(generate(CONNACK));
  return { module, wire, transport };
}

/** Writes a capture where tshark reads it. */
function written(bytes: Buffer): string {
  const file = join(folder(), 'capture.pcapng');
  writeFileSync(file, bytes);
  return file;
}

const RESET = ['1 Sequence TCP Connection reset (RST)'];

describe('Wireshark', needs('tshark'), () => {
  test.each<[string, string]>([
    ['127.0.0.1', '127.0.0.1'],
    ['192.0.2.7', '10.0.0.4'],
    ['::1', '::1'],
    ['2001:db8::5:6', 'fe80::1%eth0'],
    ['::ffff:192.0.2.7', '::ffff:10.0.0.4'],
  ])('shows a connection to %s from %s as it was, with checksums that are right', async (address, local) => {
    const { capture, file } = inMemory();
    const { wire, transport } = connected(capture, [address, local, 40_000]);
    // An odd number of bytes, which the checksum must bear.
    transport.write(publish('up', Buffer.from('odd')));
    wire.events.data(publish('down', Buffer.from('even')));
    transport.end();
    wire.events.closed();
    const path = written(file());
    expect(await tsharkOddities(path)).toEqual([]);
    const bare = (text: string) => text.replace(/%.*|::ffff:/g, '');
    const of = address.includes(':') && !address.includes('.') ? 'ipv6' : 'ip';
    const rows = await tsharkFields(path, 'tcp', `${of}.src`, 'tcp.srcport', 'tcp.flags.str', 'mqtt.topic');
    expect(rows.map((row) => [row[`${of}.src`]?.[0], row['tcp.srcport'][0], row['mqtt.topic'][0]])).toEqual([
      [bare(local), '40000', undefined],
      [bare(address), '1883', undefined],
      [bare(local), '40000', undefined],
      [bare(local), '40000', undefined],
      [bare(address), '1883', undefined],
      [bare(local), '40000', 'up'],
      [bare(address), '1883', 'down'],
      [bare(local), '40000', undefined],
      [bare(address), '1883', undefined],
      [bare(local), '40000', undefined],
    ]);
  });

  test('shows a payload that no segment can hold, and floods that nobody answers', async () => {
    const { capture, file } = inMemory();
    const { wire, transport } = connected(capture, ['::1', '::1', 40_000]);
    const large = Buffer.alloc(1_000_000, 'x');
    wire.events.data(publish('large', large));
    for (let count = 0; count < 2_000; count++) transport.write(publish(`t/${count}`, Buffer.alloc(100)));
    const path = written(file());
    expect(await tsharkOddities(path)).toEqual([]);
    const shown = await tsharkFields(path, 'mqtt.topic', 'mqtt.topic', 'mqtt.msg');
    expect(shown).toHaveLength(2_001);
    expect(shown[0]?.['mqtt.msg'][0]).toBe(large.toString('hex'));
    expect(shown.at(-1)?.['mqtt.topic']).toEqual(['t/1999']);
  });

  test('shows packets that came in pieces, and several that came at once', async () => {
    const { capture, file } = inMemory();
    const { wire } = connected(capture, ['127.0.0.1', '127.0.0.1', 40_000]);
    const bytes = Buffer.concat(['a', 'b', 'c'].map((topic) => publish(topic, Buffer.from(topic))));
    for (const byte of bytes) wire.events.data(Buffer.of(byte));
    wire.events.data(bytes);
    const path = written(file());
    expect(await tsharkOddities(path)).toEqual([]);
    const shown = await tsharkFields(path, 'mqtt.topic', 'mqtt.topic');
    expect(shown.map((row) => row['mqtt.topic'])).toEqual([...'abcabc'].map((topic) => [topic]));
  });

  test('shows a broker that resets in the middle of a packet', async () => {
    const { capture, file } = inMemory();
    const { wire } = connected(capture, ['127.0.0.1', '127.0.0.1', 40_000]);
    wire.events.data(publish('cut', Buffer.alloc(50)).subarray(0, 20));
    const reason = message('transport.reset', { code: 'ECONNRESET' });
    wire.events.closed(new TransportError('CLOSED', 'tcp', reason));
    const path = written(file());
    expect(await tsharkOddities(path)).toEqual(RESET);
    const [reset] = await tsharkFields(
      path,
      'tcp.flags.reset == 1',
      'tcp.srcport',
      'tcp.seq',
      'frame.comment',
    );
    // CONNACK, and what there was of PUBLISH.
    expect(reset).toMatchObject({ 'tcp.srcport': ['1883'], 'tcp.seq': ['25'] });
    expect(reset?.['frame.comment']).toEqual(['link 0: connection reset by peer (ECONNRESET)']);
  });

  test('shows what is malformed as that', async () => {
    const { capture, file } = inMemory();
    const { wire } = connected(capture, ['127.0.0.1', '127.0.0.1', 40_000]);
    // QoS 3 and a topic that is longer than its packet.
    wire.events.data(Buffer.from([0x36, 4, 0, 200, 0x61, 0x62]));
    const [odd, ...more] = await tsharkOddities(written(file()));
    expect(odd).toMatch(/^1 Malformed MQTT Malformed Packet/);
    expect(more).toEqual([]);
  });

  test('shows connections that are asked for in vain, and none where nobody was asked', async () => {
    const { capture, file } = inMemory();
    const module = capture.forModule('module0', 'module0');
    const dialled = (host: string) => {
      const wire = new ScriptedWire();
      const transport = module.dial(wire.dial)({ host, port: 1 }, 0)(owner());
      return { wire, transport };
    };
    const attempt = { step: 'tcp', found: 'attempt', address: '10.9.9.9', port: 1 } as const;
    const local = { localAddress: '10.0.0.4', localPort: 40_001 };
    const refused = dialled('10.9.9.9').wire;
    refused.observe({ ...attempt, ...local });
    const why = message('transport.nobodyListens', { code: 'ECONNREFUSED' });
    refused.events.closed(new TransportError('REFUSED', 'tcp', why));
    const silent = dialled('10.9.9.9');
    silent.wire.observe({ ...attempt, localAddress: undefined, localPort: undefined });
    silent.transport.destroy();
    const unknown = dialled('nowhere.invalid').wire;
    const name = message('transport.nameUnknown', { code: 'ENOTFOUND' });
    unknown.events.closed(new TransportError('NAME_NOT_FOUND', 'tcp', name));
    const path = written(file());
    expect(await tsharkOddities(path)).toEqual(RESET);
    const rows = await tsharkFields(path, 'frame', 'tcp.flags.str', 'ip.src', 'syslog.msg', 'frame.comment');
    expect(
      rows.map((row) => [
        row['tcp.flags.str'][0]?.replaceAll('·', ''),
        row['ip.src'][0],
        row['syslog.msg'][0],
      ]),
    ).toEqual([
      ['S', '10.0.0.4', undefined],
      ['AR', '10.9.9.9', undefined],
      ['S', '0.0.0.0', undefined],
      [undefined, undefined, 'link 0: unknown host name (ENOTFOUND)'],
    ]);
    expect(rows[1]?.['frame.comment'].join()).toContain('connection refused');
    expect(rows[0]?.['frame.comment']).toContain(
      'the port of the broker is 1; 1883 stands for it, by which Wireshark knows MQTT',
    );
  });

  test('tells connections apart whose ends are the same here, at a time and one after the other', async () => {
    const { capture, file } = inMemory();
    const ends: [string, string, number] = ['127.0.0.1', '127.0.0.1', 40_000];
    const first = connected(capture, ends, 0);
    // To another port of the same broker, for which the system may give the same port.
    const second = connected(capture, ends, 1);
    first.transport.write(publish('first', Buffer.from('1')));
    second.transport.write(publish('second', Buffer.from('2')));
    for (const { transport, wire } of [first, second]) {
      transport.end();
      wire.events.closed();
    }
    const third = connected(capture, ends, 0);
    third.transport.write(publish('third', Buffer.from('3')));
    third.transport.destroy();
    const path = written(file());
    expect(await tsharkOddities(path)).toEqual([]);
    const shown = await tsharkFields(path, 'mqtt.topic', 'mqtt.topic', 'tcp.stream');
    expect(shown.map((row) => [row['mqtt.topic'][0], row['tcp.stream'][0]])).toEqual([
      ['first', '0'],
      ['second', '1'],
      ['third', '2'],
    ]);
  });

  test('has the times of the wall clock and between its milliseconds, also when it is set back', async () => {
    const { capture, clock, file } = inMemory();
    const { transport } = connected(capture, ['127.0.0.1', '127.0.0.1', 40_000]);
    const start = clock.wall();
    const wall = vi.spyOn(clock, 'wall');
    for (const [ms, is] of [
      [0, 0],
      [0.25, 0],
      [1.5, 1],
      [1000, 1001],
      [10, -5000],
      [0.5, -5000],
    ] as const) {
      clock.advance(ms);
      wall.mockReturnValue(start + is);
      transport.write(publish('t', Buffer.from('x')));
    }
    const shown = await tsharkFields(written(file()), 'mqtt.topic', 'frame.time_epoch');
    const times = shown.map((row) => Number(row['frame.time_epoch'][0]) * 1000 - start);
    expect(times.map((ms) => Math.round(ms * 100) / 100)).toEqual([0, 0.25, 1.75, 1001.75, -5000, -4999.5]);
  });
});
