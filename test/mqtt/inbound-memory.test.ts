import { generate } from 'mqtt-packet';
import { afterEach, describe, expect, test } from 'vitest';
import { dialWebSocket } from '#mqtt/transports/websocket/web-socket';
import { type Peer, startServer, type TestServer } from '../support/tls-servers.ts';
import { LiveClient } from './support/live-client.ts';

const MIB = 1_048_576;
const CONNACK = generate({ cmd: 'connack', returnCode: 0, sessionPresent: false });

let server: TestServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** A PUBLISH on `cam/1` of so many bytes, of which the rest is left to whoever needs it. */
function publishOf(size: number, payload = Buffer.alloc(0)): Buffer {
  const length = [
    0x80 | (size & 0x7f),
    0x80 | ((size >> 7) & 0x7f),
    0x80 | ((size >> 14) & 0x7f),
    size >> 21,
  ];
  return Buffer.concat([Buffer.of(0x30, ...length, 0, 5), Buffer.from('cam/1'), payload]);
}

async function serve(webSocket: boolean, talk: (peer: Peer) => void): Promise<TestServer> {
  server = await startServer({
    ...(webSocket ? { webSocket: {} } : {}),
    peer: (peer) => peer.stream.once('data', () => talk(peer)),
  });
  return server;
}

describe('a message that would fill the memory', () => {
  test('over TCP is refused before more of it has come than the sockets hold', async () => {
    let sent = 0;
    const { port } = await serve(false, ({ stream }) => {
      stream.write(Buffer.concat([CONNACK, publishOf(268_435_455)]));
      const chunk = Buffer.alloc(65_536);
      const more = (): void => {
        while (!stream.destroyed && stream.write(chunk)) sent += chunk.length;
        if (!stream.destroyed) sent += chunk.length;
      };
      stream.on('drain', more).on('error', () => {});
      more();
    });
    const client = new LiveClient(port, {}, { maxInboundBytes: 16 * MIB });
    await client.connect();
    expect((await client.closed()).message).toContain(
      'announces a packet of 268435460 bytes with a message on "cam/1", more than maxInboundBytes (16777216) allows',
    );
    expect(sent).toBeLessThan(16 * MIB);
  });

  test('over WebSocket is refused as soon as its frame is announced, and named all the same', async () => {
    const { port } = await serve(true, ({ webSocket }) => {
      webSocket?.send(CONNACK);
      webSocket?.send(publishOf(32 * MIB, Buffer.alloc(32 * MIB - 7)));
    });
    const maxInboundBytes = 2 * MIB;
    const dial = dialWebSocket({ host: '127.0.0.1', port, path: '/mqtt', maxInboundBytes });
    const client = new LiveClient(port, {}, { maxInboundBytes, dial });
    await client.connect();
    const { code, message } = await client.closed();
    expect(code).toBe('TOO_LARGE');
    expect(message).toContain(
      `announces a packet of ${32 * MIB + 5} bytes with a message on "cam/1", more than maxInboundBytes (${2 * MIB}) allows`,
    );
  });

  test('in fragments of a WebSocket message is refused once they are too many', async () => {
    const { port } = await serve(true, ({ webSocket }) => {
      webSocket?.send(CONNACK);
      // A packet that is not too large by itself, so that nothing but its message is.
      const part = Buffer.alloc(MIB);
      generate({ cmd: 'publish', topic: 't', payload: 'x', qos: 0, dup: false, retain: false }).copy(part);
      for (let parts = 0; parts < 8; parts++) webSocket?.send(part, { fin: false });
    });
    const maxInboundBytes = 2 * MIB;
    const dial = dialWebSocket({ host: '127.0.0.1', port, path: '/mqtt', maxInboundBytes });
    const client = new LiveClient(port, {}, { maxInboundBytes, dial });
    await client.connect();
    expect((await client.closed()).code).toMatch(/^(TOO_LARGE|PROTOCOL)$/);
  });

  test('may hold several packets that are small', async () => {
    const packet = generate({
      cmd: 'publish',
      topic: 't',
      payload: Buffer.alloc(100_000, 'x'),
      qos: 0,
      dup: false,
      retain: false,
    });
    const { port } = await serve(true, ({ webSocket }) =>
      webSocket?.send(Buffer.concat([CONNACK, ...Array<Buffer>(8).fill(packet)])),
    );
    const maxInboundBytes = 150_000;
    const dial = dialWebSocket({ host: '127.0.0.1', port, path: '/mqtt', maxInboundBytes });
    const client = new LiveClient(port, {}, { maxInboundBytes, dial });
    await client.connect();
    for (let times = 0; times < 8; times++) expect((await client.message()).payload).toHaveLength(100_000);
    client.client.destroy();
  });
});
