import { createRequire } from 'node:module';

/** Sends datagrams to sockets of the file system. */
export interface Datagrams {
  /** @param sent is told why a datagram was not taken */
  send(text: string, path: string, sent: (error?: Error) => void): void;
  close(): void;
}

/** What is used of node-unix-socket, which is optional, and so are its types. */
interface UnixSockets {
  readonly DgramSocket: new () => {
    sendTo(bytes: Buffer, offset: number, length: number, path: string, sent: (error?: Error) => void): void;
    on(event: 'error', listener: (error: Error) => void): unknown;
    close(): void;
  };
}

const require = createRequire(import.meta.url);

/** Loads the package; Node itself has no datagrams but those of UDP. @throws what Node says when it is not there */
export function openDatagrams(failed: (error: Error) => void): Datagrams {
  const { DgramSocket } = require('node-unix-socket') as UnixSockets;
  const socket = new DgramSocket();
  socket.on('error', failed);
  return {
    send(text, path, sent) {
      const bytes = Buffer.from(text);
      socket.sendTo(bytes, 0, bytes.length, path, sent);
    },
    close: () => socket.close(),
  };
}
