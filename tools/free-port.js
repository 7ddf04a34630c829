import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

// Below those that outgoing connections get, so that none of them takes it while a server is away.
const [FIRST, END] = [10_240, 32_768];
// Nobody else speaks UDP there, so that it says to all processes which ports are given away.
const LEASE_ADDRESS = '127.250.0.1';

/**
 * A TCP and UDP port of 127.0.0.1 that nobody listens on, and that no other caller gets, in this process or
 * another, before this process ends.
 * @param {() => number} [draw] the next port to try
 * @returns {Promise<number>}
 */
export async function freePort(draw = () => randomInt(FIRST, END)) {
  for (;;) {
    const port = draw();
    if ((await isFree(port)) && (await lease(port))) return port;
  }
}

/** @param {number} port */
async function isFree(port) {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  const free = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  if (!free) return false;
  server.close();
  await once(server, 'close');
  return true;
}

/**
 * Held as an open socket, which the kernel closes when the process ends, however it ends.
 * @param {number} port
 * @returns {Promise<boolean>} whether nobody else has it
 */
async function lease(port) {
  const socket = createSocket('udp4').unref();
  socket.bind({ address: LEASE_ADDRESS, port, exclusive: true });
  return once(socket, 'listening').then(
    () => true,
    (/** @type {NodeJS.ErrnoException} */ { code }) => {
      socket.close();
      // Systems other than Linux have the first address of 127.0.0.0/8 only; there the port stays a guess.
      return code !== 'EADDRINUSE';
    },
  );
}
