import type { ChildProcess } from 'node:child_process';
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createAedes } from '#broker/aedes';
import { freePort } from '../../tools/free-port.js';
import { AedesConnection } from './aedes-connection.ts';
import { programPath } from './programs.ts';
import { isHarmless, signalServer, startServer } from './server-process.ts';

export interface BrokerOptions {
  /** User names with their passwords; without it anyone may connect. */
  users?: Record<string, string>;
  /** Mosquitto: sessions and retained messages outlive `stop` and `restart`. */
  persistence?: boolean;
  /** A free one unless given. */
  port?: number;
  /** Mosquitto: logs next to nothing, for tests with much traffic. */
  quiet?: boolean;
  /** Mosquitto: further lines of its configuration, after those of the listener. */
  extra?: string;
}

/** A broker on 127.0.0.1, the same to a test whichever it is. */
export interface TestBroker {
  readonly port: number;
  /** Of its process; undefined for a broker inside the test's own process. */
  readonly pid: number | undefined;
  /**
   * Sends a signal, SIGKILL unless given, and waits for the end when it is a deadly one. A broker inside
   * the test's process does what such a process would look like from outside: after SIGSTOP it is silent,
   * after SIGCONT it goes on, and other signals drop its connections and end its listening.
   */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts again on the same port, ending it first if it runs. */
  restart(): Promise<void>;
  /** Ends it in order and removes its files. */
  stop(): Promise<void>;
}

/** A Mosquitto of its own. */
export interface Mosquitto extends TestBroker {
  /** With `persistence`: writes its sessions and messages to its disk, as it does by itself only now and then. */
  save(): Promise<void>;
}

const START_TIMEOUT_MS = 10_000;
const SIGNAL_AGAIN_MS = 100;
const SAVE_POLL_MS = 2;

/** Starts a Mosquitto with a configuration of its own. */
export async function startMosquitto(options: BrokerOptions = {}): Promise<Mosquitto> {
  const folder = await mkdtemp(join(tmpdir(), 'mosquitto-'));
  const port = options.port ?? (await freePort());
  await writeFile(join(folder, 'users'), passwordFile(options.users ?? {}), { mode: 0o600 });
  await writeFile(join(folder, 'mosquitto.conf'), configuration(folder, port, options));
  let running = await launch(folder);
  return {
    port,
    get pid() {
      return running.pid;
    },
    kill: (signal = 'SIGKILL') => end(running, signal),
    async save() {
      const file = join(folder, 'mosquitto.db');
      const written = () => statSync(file, { throwIfNoEntry: false })?.ino;
      const before = written();
      // It makes a new file, which takes the place of the one before.
      running.kill('SIGUSR1');
      while (written() === before) await setTimeout(SAVE_POLL_MS);
    },
    async restart() {
      await end(running, 'SIGTERM');
      running = await launch(folder);
    },
    async stop() {
      await end(running, 'SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Starts an Aedes in this process. Its sessions and retained messages outlive `restart`. */
export async function startAedes(options: BrokerOptions = {}): Promise<TestBroker> {
  const { users } = options;
  const aedes = await createAedes({
    authenticate: (_client, username, password, done) =>
      done(null, users === undefined || (username !== undefined && users[username] === password?.toString())),
  });
  const connections = new Set<AedesConnection>();
  let stopped = false;
  const port = options.port ?? (await freePort());
  let server = await listen();

  async function listen(): Promise<Server> {
    const opened = createServer({ noDelay: true }, (socket) => {
      const connection: AedesConnection = new AedesConnection(socket, aedes, () =>
        connections.delete(connection),
      );
      connections.add(connection);
      if (stopped) connection.hold();
    });
    opened.listen(port, '127.0.0.1');
    await once(opened, 'listening');
    return opened;
  }

  async function kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (signal === 'SIGSTOP' || signal === 'SIGCONT') {
      stopped = signal === 'SIGSTOP';
      for (const connection of connections) stopped ? connection.hold() : connection.goOn();
    }
    if (isHarmless(signal) || !server.listening) return;
    stopped = false;
    server.close();
    for (const connection of connections) connection.cut();
    await once(server, 'close');
  }

  return {
    port,
    pid: undefined,
    kill,
    async restart() {
      await kill();
      server = await listen();
    },
    async stop() {
      await kill();
      await new Promise<void>((resolve) => aedes.close(resolve));
    },
  };
}

function configuration(
  folder: string,
  port: number,
  { users, persistence, quiet, extra }: BrokerOptions,
): string {
  const lines = [
    `listener ${port} 127.0.0.1`,
    users === undefined ? 'allow_anonymous true' : `allow_anonymous false\npassword_file ${folder}/users`,
    `persistence ${persistence === true}`,
    `persistence_location ${folder}/`,
    'log_dest stderr',
    quiet === true ? 'log_type information' : 'log_type all',
  ];
  // Started as root it would become another user, who cannot read these files.
  if (process.getuid?.() === 0) lines.push('user root');
  if (extra !== undefined) lines.push(extra);
  return `${lines.join('\n')}\n`;
}

/** Mosquitto's own format: `$7$`, rounds of PBKDF2 with SHA-512, salt, hash. */
function passwordFile(users: Record<string, string>): string {
  const rounds = 101;
  return Object.entries(users)
    .map(([user, password]) => {
      const salt = randomBytes(12);
      const hash = pbkdf2Sync(password, salt, rounds, 64, 'sha512');
      return `${user}:$7$${rounds}$${salt.toString('base64')}$${hash.toString('base64')}\n`;
    })
    .join('');
}

function launch(folder: string): Promise<ChildProcess> {
  return startServer({
    program: programPath('mosquitto'),
    args: ['-c', join(folder, 'mosquitto.conf')],
    ready: /mosquitto version .* running/,
    timeoutMs: START_TIMEOUT_MS,
  });
}

// Mosquitto says that it is running before it heeds SIGTERM.
function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return signalServer(child, signal, SIGNAL_AGAIN_MS);
}
