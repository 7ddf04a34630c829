import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const MAIN = new URL('../dist/cli/main.js', import.meta.url).pathname;
const PATIENCE_MS = 60_000;
const CHUNK_LINES = 1000;
/** ⏎OK⏎ */
const OK_BYTES = 6;

/** A folder for one run of a benchmark; `remove` it at the end. */
export function makeFolder() {
  const path = mkdtempSync(join(tmpdir(), 'atmqtt-bench-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** @returns {Promise<number>} a TCP port that is free now */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/**
 * Starts Mosquitto on loopback.
 * @param {string} folder for its configuration
 * @param {readonly string[]} [more] lines of its configuration, after those of the listener
 */
export async function startMosquitto(folder, more = []) {
  const port = await freePort();
  const config = join(folder, 'mosquitto.conf');
  const lines = [`listener ${port} 127.0.0.1`, 'allow_anonymous true', 'log_type notice', ...more];
  // Started as root it would become another user, who cannot read keys.
  if (process.getuid?.() === 0) lines.push('user root');
  writeFileSync(config, `${lines.join('\n')}\n`);
  const child = spawn('mosquitto', ['-c', config], { stdio: ['ignore', 'ignore', 'pipe'], env: withSbin() });
  const log = new LineWaiter(child.stderr);
  await retry('Mosquitto', async () => (await openSocket(port)).destroy());
  return {
    port,
    pid: child.pid ?? 0,
    stop: () => child.kill(),
    /** Resolves when the broker has dealt with everything that this client sent. @param {string} clientId */
    disconnected: (clientId) => log.next(`Client ${clientId} disconnected`),
  };
}

/** Waits for lines of a log. */
class LineWaiter {
  /** @type {{ text: string, resolve: () => void }[]} */
  #waiting = [];

  /** @param {import('node:stream').Readable} stream */
  constructor(stream) {
    createInterface({ input: stream }).on('line', (line) => {
      const met = this.#waiting.filter(({ text }) => line.includes(text));
      this.#waiting = this.#waiting.filter((each) => !met.includes(each));
      for (const { resolve } of met) resolve();
    });
  }

  /** @param {string} text @returns {Promise<void>} */
  next(text) {
    return new Promise((resolve) => this.#waiting.push({ text, resolve }));
  }
}

/** Debian keeps Mosquitto where not every PATH looks. */
export function withSbin() {
  return { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
}

/**
 * Starts the built program with one TCP port and no broker. Options of Node in `BENCH_NODE_OPTIONS`, such as
 * `--cpu-prof`, are its own.
 * @param {string} folder for its ready file
 * @param {readonly string[]} [more] options of the program
 */
export async function startModule(folder, more = []) {
  const readyFile = join(folder, 'ready.json');
  const { BENCH_NODE_OPTIONS = '' } = process.env;
  const node = BENCH_NODE_OPTIONS.split(' ').filter((option) => option !== '');
  const args = ['run', '--port', 'tcp-listen:0', '--ready-file', readyFile, '--log-level', 'error', ...more];
  const child = spawn(process.execPath, [...node, MAIN, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  const port = await retry(
    'the module',
    async () => JSON.parse(readFileSync(readyFile, 'utf8')).modules[0].ports[0].port,
  );
  return { port: Number(port), pid: child.pid ?? 0, stop: () => child.kill() };
}

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

/** A host on a socket: sends a line, waits for what ends its reply. */
export class Host {
  #text = '';
  /** @type {(() => void) | undefined} */
  #wake;

  /** @param {import('node:net').Socket} socket */
  constructor(socket) {
    this.socket = socket;
    socket.on('data', (chunk) => {
      this.#text += chunk.toString('latin1');
      this.#wake?.();
    });
  }

  /**
   * @param {string} line without its end
   * @param {string} [until] what ends the reply
   * @returns {Promise<number>} milliseconds until it had come
   */
  async say(line, until = '\r\nOK\r\n') {
    this.#text = '';
    const began = performance.now();
    this.socket.write(`${line}\r\n`);
    while (!this.#text.includes(until)) {
      if (this.#text.includes('ERROR')) throw new Error(`${line} failed: ${this.#text}`);
      if (performance.now() - began > PATIENCE_MS)
        throw new Error(`${line}: no ${until.trim()}, only ${this.#text}`);
      await /** @type {Promise<void>} */ (
        new Promise((resolve) => {
          this.#wake = resolve;
        })
      );
    }
    return performance.now() - began;
  }
}

/**
 * What is published, and how often.
 * @typedef {{ messages: number, topic: string, payload: string }} Load
 * Seconds until the sender was done, and until the broker was: between the two lie the kernel's buffers.
 * @typedef {{ sent: number, processed: number }} Took
 */

/**
 * Publishes through a module, pipelined, with QoS 0.
 * @param {Host} to
 * @param {number} link that is connected
 * @param {Load} load
 * @returns {Promise<Took>} until each line has its OK; until a QoS 1 message behind them is acknowledged
 */
export async function publishViaModule(to, link, { messages, topic, payload }) {
  const line = `AT+MQTTPUB=${link},"${topic}","${payload}",0,0\r\n`;
  const chunk = Buffer.from(line.repeat(CHUNK_LINES));
  const began = performance.now();
  let left = messages * OK_BYTES;
  const count = (/** @type {Buffer} */ bytes) => {
    left -= bytes.length;
  };
  to.socket.on('data', count);
  for (let sent = 0; sent < messages; sent += CHUNK_LINES) {
    if (!to.socket.write(chunk)) await once(to.socket, 'drain');
  }
  while (left > 0) await once(to.socket, 'data');
  to.socket.off('data', count);
  const sent = (performance.now() - began) / 1000;
  await to.say(`AT+MQTTPUB=${link},"${topic}","last",1,0`);
  return { sent, processed: (performance.now() - began) / 1000 };
}

/**
 * Publishes the same with `mosquitto_pub -l`.
 * @param {Awaited<ReturnType<typeof startMosquitto>>} broker
 * @param {Load} load
 * @param {readonly string[]} [options] `-p PORT` and what goes with it; the plain listener unless given
 * @returns {Promise<Took>} until the program has ended; until the broker has come to its DISCONNECT
 */
export async function publishViaMosquittoPub(broker, { messages, topic, payload }, options) {
  const began = performance.now();
  const done = broker.disconnected('bench-peer');
  const where = options ?? ['-p', String(broker.port)];
  const args = ['-l', '-i', 'bench-peer', '-t', topic, '-h', '127.0.0.1', ...where];
  const child = spawn('mosquitto_pub', args, { stdio: ['pipe', 'ignore', 'inherit'], env: withSbin() });
  const chunk = Buffer.from(`${payload}\n`.repeat(CHUNK_LINES));
  for (let sent = 0; sent < messages; sent += CHUNK_LINES) {
    if (!child.stdin.write(chunk)) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  await once(child, 'exit');
  const sent = (performance.now() - began) / 1000;
  await done;
  return { sent, processed: (performance.now() - began) / 1000 };
}

/** @param {number} pid @returns {number} the most memory it has had resident, in MiB */
export function peakMemory(pid) {
  const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1]) / 1024;
}

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/**
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} attempt
 * @returns {Promise<T>}
 */
async function retry(what, attempt) {
  for (let left = 100; ; left--) {
    try {
      return await attempt();
    } catch (error) {
      if (left === 0) throw new Error(`${what} did not come up`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
