/**
 * A gateway on a small board: one core, a heap of 64 MiB, two serial lines with load. Side by side with the same program without
 * these limits, or with another checkout's: `BENCH_AGAINST=../earlier node bench/small-board.js`, which must be built. The serial
 * lines are pairs of pseudo-terminals by socat, which the program opens as devices. Needs Linux and taskset.
 */
import { existsSync, watch, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeFolder } from './lib/cleanup.js';
import { comparison } from './lib/comparison.js';
import { Host } from './lib/host.js';
import { startMosquitto } from './lib/mosquitto.js';
import { processorSeconds, residentKib, retry, start, within } from './lib/processes.js';
import { MAIN } from './lib/program.js';
import { inTurn, median, ratioOf } from './lib/statistics.js';
import { openTerminal } from './lib/terminal.js';

const HEAP = '--max-old-space-size=64';
const CORE = '0';
/** Publishes of each host in a round. */
const TIMES = 500;
const ROUNDS = 9;
const LINES = ['first', 'second'];
const PAYLOAD = 'a payload of 22 bytes.';

const { BENCH_AGAINST } = process.env;
const against = BENCH_AGAINST === undefined ? MAIN : join(resolve(BENCH_AGAINST), 'dist', 'cli', 'main.js');

await comparison(
  'small-board',
  'A small board: one core, a heap of 64 MiB, two serial lines',
  async ({ short }) => {
    if (!existsSync(against)) throw new Error(`${against} is missing: build that checkout first.`);
    const broker = await startMosquitto();
    const board = ['taskset', '-c', CORE, process.execPath, HEAP];
    const rounds = await inTurn(short ? 3 : ROUNDS, {
      ours: () => run([...board, MAIN], broker.port),
      theirs: () =>
        run(BENCH_AGAINST === undefined ? [process.execPath, MAIN] : [...board, against], broker.port),
    });
    const name = BENCH_AGAINST === undefined ? 'without these limits' : BENCH_AGAINST;
    /**
     * @param {string} what @param {string} unit @param {keyof Measured} of @param {'more' | 'less'} better
     * @returns {import('./lib/comparison.js').Row}
     */
    const row = (what, unit, of, better) => {
      const [ours, theirs] = [rounds.ours, rounds.theirs].map((all) => all.map((each) => each[of]));
      const ratio = ratioOf(ours ?? [], theirs ?? []);
      return {
        what,
        unit,
        ours: median(ours ?? []),
        theirs: median(theirs ?? []),
        against: name,
        ratio,
        better,
      };
    };
    return {
      rows: [
        row('to the ready file', 'ms', 'startMs', 'less'),
        row('resident when it is up', 'MiB', 'idleMib', 'less'),
        row('resident after the load', 'MiB', 'loadedMib', 'less'),
        row('resident at most', 'MiB', 'peakMib', 'less'),
        row('QoS 1, next after OK, on both lines', 'messages/s', 'rate', 'more'),
        row('processor time', 'µs a message', 'processorUs', 'less'),
      ],
      raw: rounds,
    };
  },
);

/** @typedef {Awaited<ReturnType<typeof run>>} Measured */

/**
 * One start, load on both lines, and the end.
 * @param {readonly string[]} command up to the program
 * @param {number} brokerPort
 */
async function run(command, brokerPort) {
  const folder = makeFolder();
  const pairs = await Promise.all(LINES.map((name) => openPair(folder, name)));
  const [config, ready] = [join(folder, 'atmqtt.yaml'), join(folder, 'ready.json')];
  writeFileSync(config, modulesOf(pairs, folder));
  const written = appears(folder, ready);
  const began = performance.now();
  const [program = '', ...args] = [
    ...command,
    'run',
    '--config',
    config,
    '--ready-file',
    ready,
    '--log-level',
    'error',
  ];
  const { pid, stop } = start(program, args, ['ignore', 'ignore', 'inherit']);
  await within('the ready file', written);
  const startMs = performance.now() - began;
  const hosts = pairs.map(({ end }) => new Host(openTerminal(end)));
  for (const [at, host] of hosts.entries()) await host.connect(brokerPort, `board-${at}`);
  const idleMib = residentKib(pid) / 1024;
  const [processor, from] = [processorSeconds(pid), performance.now()];
  await Promise.all(hosts.map((host) => host.repeat(`AT+MQTTPUB=0,"bench/board","${PAYLOAD}",1,0`, TIMES)));
  const messages = TIMES * hosts.length;
  const measured = {
    startMs,
    idleMib,
    rate: (messages * 1000) / (performance.now() - from),
    processorUs: ((processorSeconds(pid) - processor) * 1e6) / messages,
    loadedMib: residentKib(pid) / 1024,
    peakMib: residentKib(pid, 'VmHWM') / 1024,
  };
  for (const { stream } of hosts) stream.destroy();
  await stop();
  for (const { stop: close } of pairs) await close();
  return measured;
}

/** @param {readonly { device: string }[]} pairs @param {string} folder */
function modulesOf(pairs, folder) {
  const modules = pairs.map(
    ({ device }, at) =>
      `  ${LINES[at]}:\n    ports: ['serial:${device},115200']\n    flash: ${join(folder, `flash-${at}`)}\n`,
  );
  return `modules:\n${modules.join('')}`;
}

/** Two terminals that are one line. @param {string} folder @param {string} name */
async function openPair(folder, name) {
  const [device, end] = [join(folder, `${name}-device`), join(folder, `${name}-end`)];
  const sides = [device, end].map((link) => `pty,raw,echo=0,link=${link}`);
  const { stop } = start('socat', sides, ['ignore', 'ignore', 'inherit']);
  await retry('socat', async () => {
    if (!existsSync(device) || !existsSync(end)) throw new Error('no terminals yet');
  });
  return { device, end, stop };
}

/** @param {string} folder @param {string} file @returns {Promise<void>} */
function appears(folder, file) {
  return new Promise((done) => {
    const watcher = watch(folder, () => {
      if (!existsSync(file)) return;
      watcher.close();
      done();
    });
  });
}
