import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { standIn, toldModule } from '../../support/told-module.ts';

const peer = expect.objectContaining({ key: 'mqtt.brokerAt' });

/** What a module at a server hears in its log of `key`; the module's clock stands still, so that no time-out helps. */
async function toldOf(serve: (socket: Socket) => void, key: `mqtt.${string}`): Promise<unknown> {
  const port = await standIn(serve);
  const { connect, heard } = await toldModule();
  expect(await connect(port)).toContain('ERROR');
  return heard(key);
}

describe('a server of another protocol that speaks first is named at once', () => {
  test.each([
    ['SSH', 'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'],
    ['SMTP', '220 mail.example.org ESMTP Postfix\r\n'],
    ['FTP', '220 (vsFTPd 3.0.3)\r\n'],
    ['FTP', '220-FileZilla Server 1.7.2\r\n'],
    ['SMTP or FTP', '220 ready\r\n'],
    ['NNTP', '200 news.example.org InterNetNews ready\r\n'],
    ['IMAP', '* OK [CAPABILITY IMAP4rev1] Dovecot ready.\r\n'],
    ['POP3', '+OK Dovecot ready.\r\n'],
    ['NATS', 'INFO {"server_id":"x","version":"2.10"} \r\n'],
    ['VNC', 'RFB 003.008\n'],
    ['IRC', ':irc.example.org NOTICE * :*** Looking up your hostname...\r\n'],
  ])('%s', async (protocol, banner) => {
    const shown = banner.trim();
    expect(await toldOf((socket) => void socket.write(banner), 'mqtt.answersInOther')).toEqual({
      peer,
      protocol,
      shown,
    });
  });

  test.each([
    ['MySQL', '4a0000000a382e302e333200080000003a'],
    ['MySQL', '45000000ff6a04486f737420'],
    ['Telnet', 'fffd18fffd20fffd23fffd27'],
    ['ZeroMQ', 'ff00000000000000017f'],
  ])('%s, which is not text', async (protocol, hex) => {
    const told = await toldOf((socket) => void socket.write(Buffer.from(hex, 'hex')), 'mqtt.answersInOther');
    expect(told).toEqual({ peer, protocol, shown: undefined });
  });
});

describe('a server that answers CONNECT in another protocol is named', () => {
  const answering = (answer: string) => (socket: Socket) =>
    void socket.once('data', () => socket.write(Buffer.from(answer, 'latin1')));

  test.each([
    ['AMQP', 'AMQP\0\0\x09\x01'],
    ['Redis', '-ERR unknown command\r\n'],
    ['memcached', 'ERROR\r\n'],
    ['RTSP', 'RTSP/1.0 400 Bad Request\r\n\r\n'],
    ['HTTP/2', '\0\0\x12\x04\0\0\0\0\0'],
    ['SMTP or FTP', '500 unrecognized command\r\n'],
  ])('%s', async (protocol, answer) => {
    expect(await toldOf(answering(answer), 'mqtt.answersInOther')).toMatchObject({ peer, protocol });
  });

  test('HTTP, with its status', async () => {
    const told = await toldOf(
      answering('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'),
      'mqtt.answersInHttp',
    );
    expect(told).toEqual({ peer, shown: 'HTTP/1.1 400 Bad Request' });
  });

  test('TLS, by an alert', async () => {
    expect(await toldOf(answering('\x15\x03\x01\0\x02\x02\x46'), 'mqtt.answersInTls')).toEqual({ peer });
  });

  test('one that comes in pieces', async () => {
    const told = await toldOf((socket) => {
      socket.write('S');
      socket.once('data', () => socket.write('SH-2.0-x\r\n'));
    }, 'mqtt.answersInOther');
    expect(told).toEqual({ peer, protocol: 'SSH', shown: 'SSH-2.0-x' });
  });

  test('text of any kind', async () => {
    const told = await toldOf(answering('30 NOV 2026 14:00:00 UTC\r\n'), 'mqtt.answersInText');
    expect(told).toEqual({ peer, shown: '30 NOV 2026 14:00:00 UTC' });
  });

  test('bytes of any kind', async () => {
    expect(await toldOf(answering('\0\x05\xff\xff'), 'mqtt.answersInBytes')).toEqual({
      peer,
      shown: '‹00 05 ff ff›',
    });
  });

  test('an echo server', async () => {
    expect(await toldOf((socket) => void socket.pipe(socket), 'mqtt.echoes')).toEqual({ peer });
  });

  test('half a CONNACK, and the connection is closed', async () => {
    const told = await toldOf(
      (socket) => void socket.once('data', () => socket.end(Buffer.of(0x20, 2, 0))),
      'mqtt.answersInBytes',
    );
    expect(told).toEqual({ peer, shown: '‹20 02 00›' });
  });
});

test('a first answer that is no CONNACK is told when the time is up', async () => {
  const port = await standIn(
    (socket) => void socket.once('data', () => socket.write(Buffer.of(0x30, 100, 0))),
  );
  const { clock, connect, heard } = await toldModule();
  const connecting = connect(port);
  let over = false;
  void connecting.finally(() => {
    over = true;
  });
  await expect
    .poll(async () => {
      await clock.advance(1000);
      return over;
    })
    .toBe(true);
  expect(await heard('mqtt.answersInBytes')).toEqual({ peer, shown: '‹30 64 00›' });
});
