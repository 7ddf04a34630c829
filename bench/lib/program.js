import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './cleanup.js';
import { Host } from './host.js';
import { retry, start } from './processes.js';
import { openSocket } from './sockets.js';

/** The built program. */
export const MAIN = new URL('../../dist/cli/main.js', import.meta.url).pathname;

/**
 * Starts the built program without a broker. Options of Node in `BENCH_NODE_OPTIONS`, such as `--cpu-prof`, are its
 * own.
 * @param {readonly string[]} [more] options of the program
 * @param {string} [port] the specification of its port
 */
export async function startProgram(more = [], port = 'tcp-listen:0') {
  const readyFile = join(makeFolder(), 'ready.json');
  const { BENCH_NODE_OPTIONS = '' } = process.env;
  const node = BENCH_NODE_OPTIONS.split(' ').filter((option) => option !== '');
  const args = ['run', '--port', port, '--ready-file', readyFile, '--log-level', 'error', ...more];
  const { pid, stop } = start(process.execPath, [...node, MAIN, ...args], ['ignore', 'ignore', 'inherit']);
  /** @type {{ modules: [{ ports: [{ port: number, path: string }] }], web?: { url: string } }} */
  const ready = await retry('the program', async () => JSON.parse(readFileSync(readyFile, 'utf8')));
  return { info: ready.modules[0].ports[0], page: ready.web?.url, pid, stop };
}

/**
 * The built program with a host on its TCP port, connected to a broker.
 * @param {number} brokerPort
 * @param {readonly string[]} [more] options of the program
 * @param {string} [id] of the client, whose session is kept where it is given
 */
export async function startConnected(brokerPort, more = [], id) {
  const { info, page, pid, stop } = await startProgram(more);
  const host = new Host(await openSocket(info.port));
  await host.connect(brokerPort, id ?? 'bench', id !== undefined);
  return {
    host,
    /** Where its page is, with --web. */
    page,
    pid,
    async stop() {
      host.stream.destroy();
      await stop();
    },
  };
}
