import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { constants, cpus } from 'node:os';
import { later } from './cleanup.js';

/** Debian keeps Mosquitto where not every PATH looks. */
export function withSbin() {
  return { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
}

/**
 * A program that ends with the benchmark at the latest.
 * @template {import('node:child_process').StdioOptions} Stdio
 * @param {string} program
 * @param {readonly string[]} args
 * @param {Stdio} stdio
 */
export function start(program, args, stdio) {
  const child = spawn(program, args, { stdio, env: withSbin() });
  const kill = later(() => child.kill());
  /** @type {Promise<number>} */
  const ended = new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`${program} did not start: ${error.message}`)));
    child.once('exit', (code, signal) => {
      kill();
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
  // Whoever waits for the end hears of it; nobody has to.
  ended.catch(() => {});
  return {
    child,
    pid: child.pid ?? 0,
    /** Resolves with the exit code. */
    ended,
    /** Resolves when it has ended with 0. */
    async success() {
      const code = await ended;
      if (code !== 0) throw new Error(`${program} ended with code ${code}`);
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill();
      await ended;
    },
  };
}

/**
 * Gives this process a core and others another one, where there are two. Left to the scheduler, a pair shares a core
 * for seconds or does not, which makes a round trip take a third or not, whoever it is.
 * @param {readonly number[]} others process identifiers
 */
export function eachOnItsCore(others) {
  if (cpus().length < 2) return;
  for (const pid of [process.pid, ...others]) {
    const core = pid === process.pid ? '0' : '1';
    const { status } = spawnSync('taskset', ['-a', '-c', '-p', core, String(pid)], { stdio: 'ignore' });
    if (status !== 0) return console.log('Processes share cores as they like: there is no taskset.');
  }
}

/**
 * Writes the same chunk again and again, as fast as it is taken.
 * @param {import('node:stream').Writable} stream
 * @param {Uint8Array} chunk
 * @param {number} times
 */
export async function pour(stream, chunk, times) {
  for (let sent = 0; sent < times; sent++) {
    if (!stream.write(chunk)) await once(stream, 'drain');
  }
}

/**
 * Tries until it works, for ten seconds.
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} attempt
 * @returns {Promise<T>}
 */
export async function retry(what, attempt) {
  for (let left = 400; ; left--) {
    try {
      return await attempt();
    } catch (error) {
      if (left === 0) throw new Error(`${what} did not come up`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

/**
 * Fails when something takes too long, instead of waiting for ever.
 * @template T
 * @param {string} what
 * @param {Promise<T>} promise
 * @param {number} [ms]
 * @returns {Promise<T>}
 */
export async function within(what, promise, ms = 120_000) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${ms / 1000} s`)), ms);
  });
  try {
    return /** @type {T} */ (await Promise.race([promise, late]));
  } finally {
    clearTimeout(timer);
  }
}

/** @param {number} pid @param {'VmRSS' | 'VmHWM'} field @returns {number} KiB resident now, or at most */
export function residentKib(pid, field = 'VmRSS') {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]);
}

/** @param {number} pid @returns {number} seconds of processor time, of the program and of the kernel for it */
export function processorSeconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // utime and stime of proc(5), in ticks of a hundredth.
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Open files that a process may have. */
export function openFilesLimit() {
  const line = /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
  return line?.[1] === 'unlimited' ? Number.POSITIVE_INFINITY : Number(line?.[1]);
}
