import { once } from 'node:events';
import { generate, type Packet, parser } from 'mqtt-packet';
import { afterEach, describe, expect, it } from 'vitest';
import { MqttClient } from '#mqtt/client/client';
import { Session } from '#mqtt/client/session';
import type { Dial, Transport } from '#mqtt/transport';
import { dialWebSocket } from '#mqtt/transports/websocket/web-socket';
import { systemTimers } from '#time/timers';
import { type Peer, startServer, type TestServer } from '../../support/tls-servers.ts';
import { turn } from '../support/fake-timers.ts';
import { dialled, type Events } from './support/events.ts';

let server: TestServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Starts a server, and a dial that leads to it. */
async function start(peer: (peer: Peer) => void = () => {}): Promise<{ server: TestServer; dial: Dial }> {
  server = await startServer({ webSocket: {}, peer });
  return { server, dial: dialWebSocket({ host: '127.0.0.1', port: server.port, path: '/mqtt' }) };
}

async function open(): Promise<{ events: Events; peer: Peer; transport: Transport }> {
  const { server, dial } = await start();
  const { transport, events } = dialled(dial);
  await events.until('open');
  return { transport, events, peer: await server.next() };
}

describe('frames', () => {
  const packets = [
    generate({ cmd: 'connack', returnCode: 0, sessionPresent: false }),
    ...['one', 'two', ''].map((payload) =>
      generate({ cmd: 'publish', topic: 't', payload, qos: 0, dup: false, retain: false }),
    ),
  ];
  const stream = Buffer.concat(packets);

  /** A client of MQTT whose broker says `frames`; resolves with the payloads of the messages. */
  async function received(frames: readonly Buffer[]): Promise<string[]> {
    const messages: string[] = [];
    const { dial } = await start(({ webSocket, stream }) => {
      stream.once('data', () => {
        for (const frame of frames) webSocket?.send(frame);
      });
    });
    await new Promise<void>((resolve, reject) => {
      const client = new MqttClient({
        dial,
        timers: systemTimers,
        session: new Session(),
        events: {
          message: ({ payload }) => {
            if (messages.push(Buffer.from(payload).toString()) < 3) return;
            client.destroy();
            resolve();
          },
          closed: reject,
          drain: () => {},
        },
      });
      client.connect({ clientId: 'frames', cleanSession: true, keepAliveSeconds: 0 }, 10_000).catch(reject);
    });
    await server?.close();
    server = undefined;
    return messages;
  }

  it('may hold several packets', async () => {
    expect(await received([stream])).toEqual(['one', 'two', '']);
  });

  it('may split packets at any byte', async () => {
    for (let at = 1; at < stream.length; at++) {
      expect(await received([stream.subarray(0, at), stream.subarray(at)])).toEqual(['one', 'two', '']);
    }
  });

  it('may hold one byte each, or none', async () => {
    const frames = [...stream].flatMap((byte) => [Buffer.from([byte]), Buffer.alloc(0)]);
    expect(await received(frames)).toEqual(['one', 'two', '']);
  });

  it('that come with the answer to the upgrade are not lost', async () => {
    const { dial } = await start(({ webSocket }) => webSocket?.send(stream));
    const { events } = dialled(dial);
    expect((await events.bytes(stream.length)).equals(stream)).toBe(true);
  });

  it('may be fragments of a message', async () => {
    const { events, peer } = await open();
    peer.webSocket?.send(stream.subarray(0, 5), { fin: false });
    peer.webSocket?.ping();
    peer.webSocket?.send(stream.subarray(5));
    expect((await events.bytes(stream.length)).equals(stream)).toBe(true);
  });

  it('are binary and masked, a gathered write in one', async () => {
    const { transport, peer } = await open();
    const kinds: [number, boolean][] = [];
    const bytes: Buffer[] = [];
    peer.webSocket?.on('message', (data: Buffer, isBinary) => {
      kinds.push([data.length, isBinary]);
      bytes.push(data);
    });
    transport.write(stream);
    transport.write(Buffer.alloc(100_000, 0x30));
    while (kinds.length < 2) await turn();
    expect(kinds).toEqual([
      [stream.length, true],
      [100_000, true],
    ]);
    const heard: Packet[] = [];
    const reader = parser();
    reader.on('packet', (packet) => heard.push(packet));
    reader.parse(bytes[0] ?? Buffer.alloc(0));
    expect(heard.map(({ cmd }) => cmd)).toEqual(['connack', 'publish', 'publish', 'publish']);
  });

  it('of text end the connection', async () => {
    const { events, peer } = await open();
    peer.webSocket?.send('text');
    peer.webSocket?.send(Buffer.from('too late'));
    await events.until('closed');
    expect(events.received.length).toBe(0);
    expect(events.error).toMatchObject({
      code: 'TEXT_FRAME',
      step: 'websocket',
      message: 'the broker sent a WebSocket text frame; MQTT uses binary frames',
    });
  });

  it('of text that is none end it likewise', async () => {
    const { events, peer } = await open();
    peer.tcp.write(Buffer.from([0x81, 1, 0xff]));
    await events.until('closed');
    expect(events.error).toMatchObject({ code: 'TEXT_FRAME' });
  });

  it('that break the protocol end the connection', async () => {
    const { events, peer } = await open();
    peer.tcp.write(Buffer.from([0xf3, 0x00]));
    await events.until('closed');
    expect(events.error).toMatchObject({ code: 'WEBSOCKET', step: 'websocket' });
    expect(events.error?.message).toMatch(
      /^the broker violated the WebSocket protocol: Invalid WebSocket frame: /,
    );
  });

  it('of ping are answered', async () => {
    const { peer } = await open();
    peer.webSocket?.ping('x');
    expect(await once(peer.webSocket ?? peer.stream, 'pong')).toEqual([Buffer.from('x')]);
  });
});

describe('the end', () => {
  it.each([1000, 1001])('with code %i is in order', async (code) => {
    const { events, peer } = await open();
    peer.webSocket?.close(code, 'bye');
    await events.until('closed');
    expect(events.error).toBeUndefined();
  });

  it('with another code is told, with the reason on one line', async () => {
    const { events, peer } = await open();
    peer.webSocket?.close(1008, 'not\r\nallowed');
    await events.until('closed');
    expect(events.error).toMatchObject({
      code: 'WEBSOCKET',
      message: 'the broker closed the WebSocket with code 1008, saying "not allowed"',
    });
  });

  it('by this side has code 1000', async () => {
    const { transport, peer } = await open();
    const closed = once(peer.webSocket ?? peer.stream, 'close');
    transport.write(Buffer.from('last'));
    transport.end();
    peer.stream.resume();
    expect((await closed)[0]).toBe(1000);
  });

  it('of TCP alone is in order', async () => {
    const { events, peer } = await open();
    peer.tcp.end();
    await events.until('closed');
    expect(events.error).toBeUndefined();
  });
});
