import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../../tools/free-port.js';
import { makeFolder } from './cleanup.js';
import { retry, start } from './processes.js';
import { openSocket } from './sockets.js';

/** @typedef {Awaited<ReturnType<typeof startMosquitto>>} Mosquitto */

/**
 * Starts Mosquitto on loopback.
 * @param {readonly string[]} [more] lines of its configuration, after those of the listener
 */
export async function startMosquitto(more = []) {
  const port = await freePort();
  const config = join(makeFolder(), 'mosquitto.conf');
  const lines = [
    'log_type notice',
    'log_type subscribe',
    // Nothing is thrown away for a subscriber that is slower than the broker.
    'max_queued_messages 0',
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    ...more,
  ];
  // Started as root it would become another user, who cannot read keys.
  if (process.getuid?.() === 0) lines.push('user root');
  writeFileSync(config, `${lines.join('\n')}\n`);
  const { child, pid, stop } = start('mosquitto', ['-c', config], ['ignore', 'ignore', 'pipe']);
  const log = child.stderr;
  if (log === null) throw new Error('Mosquitto has no log');
  /** @type {Map<string, () => void>} */
  const waiting = new Map();
  createInterface({ input: log }).on('line', (line) => {
    for (const [text, met] of waiting) {
      if (!line.includes(text)) continue;
      waiting.delete(text);
      met();
    }
  });
  /** @param {string} text @returns {Promise<void>} */
  const logged = (text) => new Promise((resolve) => waiting.set(text, resolve));
  await retry('Mosquitto', async () => (await openSocket(port)).destroy());
  return {
    port,
    pid,
    stop,
    /**
     * Resolves when the broker has dealt with everything that this client sent.
     * @param {string} clientId
     */
    disconnected: (clientId) => logged(`Client ${clientId} disconnected`),
    /** @param {string} clientId */
    subscribed: (clientId) => logged(`: ${clientId} `),
  };
}
