/** A bare echo server. Run with `tcp` or `pty`; tells its port or its path by IPC. */
import { constants, openSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { openRawPty } from '../../dist/ports/pty/pty-native.js';
import { listen } from './sockets.js';

process.send?.(await (process.argv[2] === 'pty' ? echoPty() : echoTcp()));

async function echoTcp() {
  const { port } = await listen((socket) => {
    socket.on('data', (chunk) => socket.write(chunk));
  });
  return port;
}

async function echoPty() {
  const { master, path } = openRawPty();
  // The master fails to be read while nobody has the other side open.
  openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  new ReadStream(master).on('data', (chunk) => writeSync(master, chunk));
  return path;
}
