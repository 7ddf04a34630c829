import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Random } from '#random/random';
import { TestHost } from '#testing/index';
import { Peer } from '../interop/support/peer.ts';
import { startMosquitto } from '../support/brokers.ts';
import { needs } from '../support/needs.ts';
import { folder, readyFile, start } from './program.ts';

/** So many in CI; TEST_KILLS=200 plays more. */
const KILLS = Number(process.env.TEST_KILLS ?? 20);
const SECONDS_A_KILL = 6;
/** A program lives so many milliseconds after its connection is up, and up to so many more. */
const LIFE_MS = { min: 20, more: 250 };
const OK = '\r\nOK\r\n';
const MESSAGE = /\+MQTTSUBRECV:0,"in",\d+,(\d+)\r\n/g;

/** A program with a flash, its host on TCP, and a session of its own at the broker. */
class Life {
  readonly host: TestHost;
  readonly #socket: Socket;
  readonly #kill: () => Promise<unknown>;

  private constructor(socket: Socket, kill: () => Promise<unknown>) {
    this.#socket = socket;
    this.#kill = kill;
    this.host = new TestHost(socket);
  }

  static async begin(flash: string, broker: number, qos: 1 | 2, came: Set<number>): Promise<Life> {
    const file = join(folder(), 'ready.json');
    const program = start(['run', '--port', 'tcp-listen:0', '--flash', flash, '--ready-file', file]);
    const ready = (await readyFile(file)) as { modules: [{ ports: [{ port: number }] }] };
    const socket = connect(ready.modules[0].ports[0].port, '127.0.0.1');
    collect(socket, came);
    const life = new Life(socket, () => {
      program.child.kill('SIGKILL');
      return program.exited;
    });
    const { host } = life;
    for (const line of [
      'ATE0',
      'AT+MQTTUSERCFG=0,1,"killed","","",0,0,""',
      'AT+MQTTCONNCFG=0,60,1,"","",0,0',
      `AT+MQTTCONN=0,"127.0.0.1",${broker},0`,
      `AT+MQTTSUB=0,"in",${qos}`,
    ]) {
      host.send(`${line}\r\n`);
      await host.expect(OK, { timeout: 10_000 });
    }
    return life;
  }

  /** Publishes numbers one after another, each when the one before has its OK. @returns those that had it */
  async publish(from: number, qos: 1 | 2): Promise<number[]> {
    const done: number[] = [];
    for (let next = from; ; next++) {
      this.host.send(`AT+MQTTPUB=0,"out","${next}",${qos},0\r\n`);
      try {
        await this.host.expect(OK, { timeout: 10_000 });
      } catch {
        return done;
      }
      done.push(next);
    }
  }

  /** Kills the program. What it had handed to the system before still comes. */
  async kill(): Promise<void> {
    const closed = new Promise((resolve) => this.#socket.once('close', resolve));
    await this.#kill();
    await closed;
  }
}

/** Collects the numbers of the messages that a socket brings, from its first byte. */
function collect(socket: Socket, into: Set<number>): void {
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk;
    for (const [, number] of text.matchAll(MESSAGE)) into.add(Number(number));
    text = text.slice(Math.max(0, text.lastIndexOf('\r\n', text.length - 3)));
  });
}

const missing = (wanted: Iterable<number>, got: ReadonlySet<number>): number[] =>
  [...wanted].filter((number) => !got.has(number));

describe(`${KILLS} kills of the program`, needs('mosquitto'), () => {
  test.each([1, 2] as const)(
    'no message of QoS %i that was acknowledged is lost, in either direction',
    async (qos) => {
      const random = new Random(qos);
      const broker = await startMosquitto({ extra: 'max_queued_messages 0' });
      onTestFinished(() => broker.stop());
      const flash = folder();
      const peer = await Peer.connect(broker.port);
      onTestFinished(() => peer.end());
      await peer.subscribe('out', 2);
      const came = new Set<number>();
      const sent: number[] = [];
      const acknowledged: number[] = [];
      let next = 0;

      for (let kill = 0; kill <= KILLS; kill++) {
        const life = await Life.begin(flash, broker.port, qos, came);
        const publishing = life.publish(kill * 100_000, qos);
        const last = kill === KILLS;
        const end = Date.now() + LIFE_MS.min + random.next() * LIFE_MS.more;
        while (!last && Date.now() < end) {
          const burst = Array.from({ length: 20 }, () => next++);
          await Promise.all(burst.map((number) => peer.publish('in', `${number}`, qos)));
          sent.push(...burst);
        }
        if (last) {
          const deadline = Date.now() + 10_000;
          while (missing(sent, came).length > 0 && Date.now() < deadline) {
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
        }
        await life.kill();
        acknowledged.push(...(await publishing));
      }

      expect(sent.length).toBeGreaterThan(KILLS * 20);
      expect(missing(sent, came)).toEqual([]);
      const out = new Set(peer.waiting.map(({ payload }) => Number(payload)));
      expect(acknowledged.length).toBeGreaterThan(KILLS);
      expect(missing(acknowledged, out)).toEqual([]);
    },
    KILLS * SECONDS_A_KILL * 1000 + 30_000,
  );
});
