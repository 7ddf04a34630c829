import { connect, createServer } from 'node:net';
import { later } from './cleanup.js';

/**
 * @param {number} port on loopback
 * @returns {Promise<import('node:net').Socket>}
 */
export function openSocket(port) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('connect', () => resolve(socket));
    socket.once('error', reject);
  });
}

/**
 * A server on loopback that goes with the benchmark.
 * @param {(socket: import('node:net').Socket) => void} connected
 * @returns {Promise<{ port: number, close(): void }>}
 */
export function listen(connected) {
  return new Promise((resolve, reject) => {
    const server = createServer({ noDelay: true }, connected);
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      resolve({ port, close: later(() => server.close()) });
    });
  });
}
