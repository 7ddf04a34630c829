import type { Duplex } from 'node:stream';
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import type { CertifiedKey } from '#certificates/authority';
import type { Dial, Transport } from '#mqtt/transport';

/** A server that takes any client, with or without a certificate. @param more options besides */
export function tlsServer(
  { cert, key }: CertifiedKey,
  secured: (socket: TLSSocket) => void,
  more: TlsOptions = {},
): ReturnType<typeof createServer> {
  const options: TlsOptions = {
    cert,
    key,
    // None to check against: who a client is does not matter here.
    ca: [],
    requestCert: true,
    rejectUnauthorized: false,
    ALPNCallback: ({ protocols }) => protocols[0],
    ...more,
  };
  const server = createServer(options, (socket) => {
    socket.on('error', () => {});
    secured(socket);
  });
  return server.on('tlsClientError', () => {});
}

/** Speaks TLS on a connection, and hands what a client says then on to the broker, which is reached with its first bytes. */
export function serveTls(socket: Duplex, credentials: CertifiedKey, toBroker: Dial): void {
  tlsServer(credentials, (client) => client.once('readable', () => join(client, toBroker))).emit(
    'connection',
    socket,
  );
}

function join(client: TLSSocket, toBroker: Dial): void {
  const broker: Transport = toBroker({
    open: () => {
      client.on('data', (bytes: Buffer) => {
        if (!broker.write(bytes)) client.pause();
      });
    },
    drain: () => void client.resume(),
    data(bytes) {
      if (!client.write(bytes)) broker.pause();
    },
    closed: () => void client.end(() => client.destroy()),
  });
  client
    .on('drain', () => broker.resume())
    .on('end', () => broker.end())
    .on('close', () => broker.destroy());
}
