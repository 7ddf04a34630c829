import { spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { programPath } from './programs.ts';

const PACKET_BYTES = 48;
const ORIGINATE_AT = 24;
const TRANSMIT_AT = 40;
const SECONDS_1900_TO_1970 = 2_208_988_800;
const ERA_SECONDS = 2 ** 32;
/** No leap second due, version 4, mode 4: server (RFC 5905, 7.3). */
const SERVER_HEADER = 0x24;
/** The same, mode 3: client. */
const CLIENT_HEADER = 0x23;

/** What a server makes of a right answer before it sends it; undefined: it sends none. */
export type Manner = (answer: Buffer) => Buffer | undefined;

/** A server that answers rightly. */
export const honest: Manner = (answer) => answer;
/** A server that never answers. */
export const silent: Manner = () => undefined;

/** What servers get wrong, each with the words by which a client says so (RFC 4330, 5). */
export const LIES: Readonly<Record<string, readonly [Manner, string]>> = {
  'answers somebody else': [
    change((answer) => answer.writeUInt8((answer[ORIGINATE_AT] ?? 0) ^ 0xff, ORIGINATE_AT)),
    'the answer belongs to another request',
  ],
  'is no server': [change((answer) => answer.writeUInt8(0x23, 0)), 'the answer is not from a time server'],
  'sends the kiss of death': [change((answer) => answer.writeUInt8(0, 1)), 'the server refuses requests'],
  'is not synchronised': [
    change((answer) => answer.writeUInt8(0xe4, 0)),
    "the server's own clock is not synchronised",
  ],
  'tells no time': [change((answer) => answer.fill(0, TRANSMIT_AT)), 'the answer contains no time'],
  'cuts its answer short': [(answer) => answer.subarray(0, 20), 'the answer has 20 bytes, not 48'],
};

function change(spoil: (answer: Buffer) => unknown): Manner {
  return (answer) => {
    spoil(answer);
    return answer;
  };
}

/** A time server on loopback that does as it is told. */
export class NtpServer {
  /** As `AT+CIPSNTPCFG` takes it. */
  readonly address: string;
  manner: Manner;
  /** Milliseconds since 1970 UTC that it tells. */
  time: number;
  /** Requests that have come. */
  asked = 0;
  readonly #socket: Socket;
  #lastAsker: { request: Buffer; port: number } | undefined;

  private constructor(socket: Socket, time: number, manner: Manner) {
    this.#socket = socket;
    this.address = `127.0.0.1:${socket.address().port}`;
    this.time = time;
    this.manner = manner;
    socket.on('message', (request, { port }) => {
      this.asked++;
      this.#lastAsker = { request, port };
      this.#answer(this.manner);
    });
  }

  static async start(time: number, manner = honest): Promise<NtpServer> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new NtpServer(socket, time, manner);
  }

  /** Answers the last request rightly, however late it is. */
  answerLate(): void {
    this.#answer(honest);
  }

  stop(): void {
    this.#socket.close();
  }

  #answer(manner: Manner): void {
    if (this.#lastAsker === undefined) return;
    const { request, port } = this.#lastAsker;
    const packet = manner(rightAnswer(request, this.time));
    if (packet !== undefined) this.#socket.send(packet, port, '127.0.0.1');
  }
}

function rightAnswer(request: Buffer, ms: number): Buffer {
  const answer = Buffer.alloc(PACKET_BYTES);
  answer[0] = SERVER_HEADER;
  answer[1] = 2;
  request.copy(answer, ORIGINATE_AT, TRANSMIT_AT, TRANSMIT_AT + 8);
  const seconds = ms / 1000 + SECONDS_1900_TO_1970;
  answer.writeUInt32BE(Math.floor(seconds) % ERA_SECONDS, TRANSMIT_AT);
  answer.writeUInt32BE(Math.floor((seconds % 1) * ERA_SECONDS), TRANSMIT_AT + 4);
  return answer;
}

const START_TIMEOUT_MS = 10_000;
const ASK_AGAIN_MS = 20;

/**
 * Starts chrony as an ordinary process that serves time on loopback and never touches this machine's clock.
 * @param port a free UDP port
 * @param synchronised false: it says that it does not know the time
 * @returns how to end it
 */
export async function startChrony(port: number, synchronised: boolean): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'chrony-'));
  const config = join(folder, 'chrony.conf');
  const lines = [
    `port ${port}`,
    'bindaddress 127.0.0.1',
    'allow 127.0.0.1',
    ...(synchronised ? ['local stratum 8'] : []),
    'cmdport 0',
    'bindcmdaddress /',
    `pidfile ${join(folder, 'chronyd.pid')}`,
  ];
  await writeFile(config, `${lines.join('\n')}\n`);
  // In the foreground, without control of the clock, and as whoever runs the tests.
  const options = ['-d', '-x', '-U', '-u', userInfo().username, '-f', config];
  const child = spawn(programPath('chronyd'), options, { stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = once(child, 'exit');
  const killed = (): unknown => child.kill('SIGKILL');
  process.once('exit', killed);
  const stop = async (): Promise<void> => {
    process.off('exit', killed);
    child.kill('SIGTERM');
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  const log: string[] = [];
  // Read to the end, or a full pipe would stop it.
  createInterface(child.stderr).on('line', (line) => log.push(line));
  const failed = new Promise<never>((_, reject) => {
    const fail = (why: string): void => reject(new Error(`chronyd ${why}:\n${log.join('\n')}`));
    child.once('error', (error) => fail(`could not be started, ${error.message}`));
    child.once('exit', (code) => fail(`ended with code ${code}`));
  });
  try {
    await Promise.race([answering(port), failed]);
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

/** Resolves once a time server answers at a port, whatever it says. @throws when none does in time */
async function answering(port: number): Promise<void> {
  const socket = createSocket('udp4');
  const request = Buffer.alloc(PACKET_BYTES);
  request[0] = CLIENT_HEADER;
  request.writeUInt32BE(1, TRANSMIT_AT);
  const ask = (): void => socket.send(request, port, '127.0.0.1');
  const again = setInterval(ask, ASK_AGAIN_MS);
  ask();
  try {
    await once(socket, 'message', { signal: AbortSignal.timeout(START_TIMEOUT_MS) });
  } finally {
    clearInterval(again);
    socket.close();
  }
}
