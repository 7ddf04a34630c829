/**
 * AT+MQTTPUBRAW of 1 MiB payloads with QoS 0 through a TCP port, side by side with `mosquitto_pub -f` repeating the
 * same payload in one process; and `cat` between two TCP connections, which shows what bytes that nobody looks at take.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../tools/free-port.js';
import { later, makeFolder } from './lib/cleanup.js';
import { comparison } from './lib/comparison.js';
import { startMosquitto } from './lib/mosquitto.js';
import { pour, retry, start } from './lib/processes.js';
import { startConnected } from './lib/program.js';
import { listen, openSocket } from './lib/sockets.js';
import { inTurn, median, ratioOf } from './lib/statistics.js';

const MIB = 1_048_576;
const TOPIC = 'bench/raw';
/** One pass through the kernel more than mosquitto_pub makes, and a copy. */
const KNOWN_FLOOR = 0.15;
const ANSWER_BYTES = '\r\nOK\r\n\r\n>+MQTTPUB:OK\r\n'.length;

await comparison('publish-raw', 'Publishing 1 MiB with QoS 0', async ({ short }) => {
  const times = short ? 50 : 300;
  const payload = Buffer.alloc(MIB, 'a payload of one mebibyte, ');
  const file = join(makeFolder(), 'payload');
  writeFileSync(file, payload);
  const broker = await startMosquitto();
  const { host } = await startConnected(broker.port);

  /** @returns {Promise<import('./lib/publishing.js').Took>} */
  const waiting = async () => {
    const began = performance.now();
    for (let sent = 0; sent < times; sent++) {
      await host.say(`AT+MQTTPUBRAW=0,"${TOPIC}",${MIB},0,0`, '>');
      await host.say(payload, '+MQTTPUB:OK\r\n');
    }
    const sent = performance.now() - began;
    await host.say(`AT+MQTTPUB=0,"${TOPIC}","last",1,0`);
    return { sent: sent / 1000, processed: (performance.now() - began) / 1000 };
  };

  /** @returns {Promise<import('./lib/publishing.js').Took>} */
  const pipelined = async () => {
    const command = Buffer.concat([Buffer.from(`AT+MQTTPUBRAW=0,"${TOPIC}",${MIB},0,0\r\n`), payload]);
    const began = performance.now();
    const answered = host.count(times * ANSWER_BYTES);
    await pour(host.stream, command, times);
    await answered;
    const sent = performance.now() - began;
    await host.say(`AT+MQTTPUB=0,"${TOPIC}","last",1,0`);
    return { sent: sent / 1000, processed: (performance.now() - began) / 1000 };
  };

  /** @returns {Promise<import('./lib/publishing.js').Took>} */
  const mosquitto = async () => {
    const done = broker.disconnected('bench-peer');
    const args = ['-i', 'bench-peer', '-t', TOPIC, '-h', '127.0.0.1', '-p', String(broker.port)];
    const began = performance.now();
    const { success } = start('mosquitto_pub', [...args, '-f', file, '--repeat', String(times)], 'inherit');
    await success();
    const sent = performance.now() - began;
    await done;
    return { sent: sent / 1000, processed: (performance.now() - began) / 1000 };
  };

  /** @returns {Promise<import('./lib/publishing.js').Took>} */
  const cat = async () => {
    const { enter, left } = await startCat();
    const began = performance.now();
    await pour(enter, payload, times);
    enter.end();
    await once(enter, 'finish');
    const sent = performance.now() - began;
    await left;
    return { sent: sent / 1000, processed: (performance.now() - began) / 1000 };
  };

  const rounds = await inTurn(short ? 3 : 5, { pipelined, mosquitto, cat, waiting });
  const seconds = (/** @type {keyof typeof rounds} */ who) => rounds[who].map(({ processed }) => processed);
  /**
   * @param {string} what
   * @param {'pipelined' | 'waiting'} ours
   * @param {'mosquitto' | 'cat'} theirs
   * @param {string} against
   * @param {number} [target]
   * @returns {import('./lib/comparison.js').Row}
   */
  const row = (what, ours, theirs, against, target) => ({
    what,
    unit: 'MiB/s',
    ours: times / median(seconds(ours)),
    theirs: times / median(seconds(theirs)),
    against,
    ratio: ratioOf(seconds(theirs), seconds(ours)),
    ...(target === undefined ? {} : { target }),
    better: 'more',
  });
  const repeating = 'mosquitto_pub -f --repeat';
  return {
    rows: [
      { ...row('pipelined', 'pipelined', 'mosquitto', repeating, 1), floor: KNOWN_FLOOR },
      row('pipelined', 'pipelined', 'cat', 'cat between two connections', 0.3),
      row('the host waits for > and +MQTTPUB:OK', 'waiting', 'mosquitto', repeating),
    ],
    raw: { times, rounds },
  };
});

/** `cat` whose standard input and output are TCP connections; a program in C reads behind it. */
async function startCat() {
  const port = await freePort();
  const sink = start(
    'socat',
    ['-u', '-b131072', `TCP-LISTEN:${port},bind=127.0.0.1`, '/dev/null'],
    'inherit',
  );
  const leave = await retry('socat', () => openSocket(port));
  /** @type {(socket: import('node:net').Socket) => void} */
  let accepted = () => {};
  const entered = /** @type {Promise<import('node:net').Socket>} */ (
    new Promise((resolve) => {
      accepted = resolve;
    })
  );
  const door = await listen((socket) => accepted(socket.pause()));
  const enter = await openSocket(door.port);
  const inner = await entered;
  const child = spawn('cat', [], { stdio: [inner, leave, 'inherit'] });
  const kill = later(() => child.kill());
  child.once('exit', kill);
  // The connections are the child's now.
  inner.destroy();
  leave.destroy();
  door.close();
  return { enter, left: sink.success() };
}
