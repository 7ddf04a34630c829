/**
 * AT to OK over TCP and over a pty, side by side with a bare echo server in Node over the same kind of port. The echo
 * on the pty reads by event and writes with the same system call as ours, without our port in between. The host has a
 * core, they share another.
 */
import { comparison } from './lib/comparison.js';
import { Host } from './lib/host.js';
import { eachOnItsCore, start } from './lib/processes.js';
import { startProgram } from './lib/program.js';
import { openSocket } from './lib/sockets.js';
import { distribution, inTurn, median, percentile, ratioOf } from './lib/statistics.js';
import { openTerminal } from './lib/terminal.js';

const TARGETS = { median: 1.25, p99: 2 };
const TIMES = 1000;
const ROUNDS = 41;
const LINE = 'AT';
const ECHO_BYTES = LINE.length + 2;

await comparison('round-trip', 'Round trip of AT', async ({ short }) => {
  const programs = { tcp: await startProgram(), pty: await startProgram([], 'pty') };
  const echoes = { tcp: await startEcho('tcp'), pty: await startEcho('pty') };
  eachOnItsCore([programs.tcp, programs.pty, echoes.tcp, echoes.pty].map(({ pid }) => pid));
  const tcp = new Host(await openSocket(programs.tcp.info.port));
  const pty = new Host(openTerminal(programs.pty.info.path));
  for (const host of [tcp, pty]) await host.say('ATE0');
  const echoTcp = new Host(await openSocket(Number(echoes.tcp.where)));
  const echoPty = new Host(openTerminal(String(echoes.pty.where)));
  const rounds = await inTurn(short ? 9 : ROUNDS, {
    tcp: () => tcp.repeat(LINE, TIMES),
    echoTcp: () => echoTcp.repeat(LINE, TIMES, ECHO_BYTES),
    pty: () => pty.repeat(LINE, TIMES),
    echoPty: () => echoPty.repeat(LINE, TIMES, ECHO_BYTES),
  });

  /** @type {import('./lib/comparison.js').Row[]} */
  const rows = [];
  for (const [port, ours, theirs] of /** @type {const} */ ([
    ['TCP', 'tcp', 'echoTcp'],
    ['pty', 'pty', 'echoPty'],
  ])) {
    for (const [what, of, target] of /** @type {const} */ ([
      ['median', median, TARGETS.median],
      ['99th percentile', (/** @type {number[]} */ took) => percentile(took, 99), TARGETS.p99],
    ])) {
      const each = (/** @type {keyof typeof rounds} */ who) => rounds[who].map((took) => of(took));
      rows.push({
        what: `over ${port}, ${what}`,
        unit: 'µs',
        ours: median(each(ours)) * 1000,
        theirs: median(each(theirs)) * 1000,
        against: 'bare echo in Node',
        ratio: ratioOf(each(ours), each(theirs)),
        target,
        better: 'less',
      });
    }
  }
  return {
    rows,
    series: [
      { name: 'AT over TCP', points: distribution(rounds.tcp.flat()) },
      { name: 'echo over TCP', points: distribution(rounds.echoTcp.flat()) },
      { name: 'AT over pty', points: distribution(rounds.pty.flat()) },
      { name: 'echo over pty', points: distribution(rounds.echoPty.flat()) },
    ],
    raw: Object.fromEntries(
      Object.entries(rounds).map(([who, all]) => [
        who,
        all.map((took) => ({ median: median(took), p99: percentile(took, 99) })),
      ]),
    ),
  };
});

/** @param {'tcp' | 'pty'} kind @returns {Promise<{ pid: number, where: unknown }>} with its port or its path */
function startEcho(kind) {
  const script = new URL('lib/echo.js', import.meta.url).pathname;
  const { child, pid } = start(process.execPath, [script, kind], ['ignore', 'ignore', 'inherit', 'ipc']);
  return new Promise((resolve) => child.once('message', (where) => resolve({ pid, where })));
}
