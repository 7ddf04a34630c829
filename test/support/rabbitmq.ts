import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../tools/free-port.js';
import type { BrokerOptions, TestBroker } from './brokers.ts';
import { programPath } from './programs.ts';
import { signalServer, startServer } from './server-process.ts';

const START_TIMEOUT_MS = 60_000;
const LOOPBACK = '127.0.0.1';
/** Who a client without a name is. */
const GUEST = { guest: 'guest' };

export interface RabbitMqOptions extends Pick<BrokerOptions, 'users'> {
  /** How many brokers it stands for. */
  readonly hosts: number;
}

/**
 * One RabbitMQ that stands for several brokers, because it takes ten seconds to start: each is a virtual host with a
 * port of its own. They share their process, which `kill` and `restart` of each concern, and the identifiers of
 * clients: use one at a time.
 */
export interface RabbitMq {
  readonly hosts: readonly TestBroker[];
  /** Of MQTT over WebSocket, at the path `/ws`, on the first host. */
  readonly webSocketPort: number;
  /** Starts it again if it was killed. */
  ensure(): Promise<void>;
  stop(): Promise<void>;
}

interface Ports {
  /** Of its hosts. */
  readonly ports: readonly number[];
  readonly webSocketPort: number;
  readonly epmdPort: number;
  /** Of the node itself, which nobody dials. */
  readonly nodePort: number;
}

/** Starts a RabbitMQ with an epmd, a node name and files of its own; a service of the system is not touched. */
export async function startRabbitMq({ users, hosts: count }: RabbitMqOptions): Promise<RabbitMq> {
  const folder = await mkdtemp(join(tmpdir(), 'rabbitmq-'));
  const free = new Set<number>();
  while (free.size < count + 3) free.add(await freePort());
  const [webSocketPort = 0, epmdPort = 0, nodePort = 0, ...ports] = free;
  const env = await prepare(folder, { ports, webSocketPort, epmdPort, nodePort }, users);
  const epmd = await startEpmd(epmdPort);
  let running: ChildProcess | undefined;
  const launch = async (): Promise<void> => {
    running = await startServer({
      program: programPath('rabbitmq'),
      args: [],
      env,
      ready: /Server startup complete/,
      timeoutMs: START_TIMEOUT_MS,
    });
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (running !== undefined) await signalServer(running, signal);
  };
  const stop = async (): Promise<void> => {
    await end('SIGTERM');
    await signalServer(epmd, 'SIGKILL');
    await rm(folder, { recursive: true, force: true });
  };
  await launch().catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    hosts: ports.map((port) => ({
      port,
      get pid() {
        return running?.pid;
      },
      kill: (signal = 'SIGKILL') => end(signal),
      async restart() {
        await end('SIGTERM');
        await launch();
      },
      // The others go on.
      async stop() {},
    })),
    webSocketPort,
    async ensure() {
      if (running?.exitCode !== null || running.signalCode !== null) await launch();
    },
    stop,
  };
}

/** Writes what it reads at its start. @returns its environment */
async function prepare(
  folder: string,
  { ports, webSocketPort, epmdPort, nodePort }: Ports,
  users: BrokerOptions['users'],
): Promise<NodeJS.ProcessEnv> {
  const lines = [
    'listeners.tcp = none',
    `mqtt.allow_anonymous = ${users === undefined}`,
    `mqtt.vhost = ${hostName(0)}`,
    ...ports.map((port, index) => `mqtt.listeners.tcp.${index} = ${LOOPBACK}:${port}`),
    `web_mqtt.tcp.ip = ${LOOPBACK}`,
    `web_mqtt.tcp.port = ${webSocketPort}`,
    `load_definitions = ${join(folder, 'definitions.json')}`,
    'log.console = true',
    'log.file = false',
  ];
  await writeFile(join(folder, 'rabbitmq.conf'), `${lines.join('\n')}\n`);
  await writeFile(join(folder, 'definitions.json'), JSON.stringify(definitions(ports, users ?? GUEST)));
  await writeFile(join(folder, 'enabled_plugins'), '[rabbitmq_mqtt,rabbitmq_web_mqtt].\n');
  return {
    ERL_CRASH_DUMP: '/dev/null',
    // Where Erlang keeps its cookie.
    HOME: folder,
    ERL_EPMD_PORT: String(epmdPort),
    ERL_EPMD_ADDRESS: LOOPBACK,
    RABBITMQ_NODENAME: `atmqtt-${randomBytes(6).toString('hex')}@localhost`,
    RABBITMQ_DIST_PORT: String(nodePort),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    RABBITMQ_CONF_ENV_FILE: join(folder, 'none'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_ADVANCED_CONFIG_FILE: join(folder, 'none.config'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_GENERATED_CONFIG_DIR: join(folder, 'generated'),
    RABBITMQ_FEATURE_FLAGS_FILE: join(folder, 'feature_flags'),
    RABBITMQ_PID_FILE: join(folder, 'pid'),
    // The script becomes the server instead of watching over it, so that signals reach it.
    RUNNING_UNDER_SYSTEMD: 'true',
  };
}

function definitions(ports: readonly number[], users: Record<string, string>): object {
  const vhosts = ports.map((_, index) => hostName(index));
  const all = { configure: '.*', write: '.*', read: '.*' };
  return {
    vhosts: vhosts.map((name) => ({ name })),
    users: Object.entries(users).map(([name, password]) => ({ name, password, tags: '' })),
    permissions: vhosts.flatMap((vhost) => Object.keys(users).map((user) => ({ user, vhost, ...all }))),
    global_parameters: [
      {
        name: 'mqtt_port_to_vhost_mapping',
        value: Object.fromEntries(ports.map((port, index) => [String(port), hostName(index)])),
      },
    ],
  };
}

function hostName(index: number): string {
  return `host${index}`;
}

/** The name server of Erlang's nodes, which else would be left behind as a daemon at a port that all share. */
async function startEpmd(port: number): Promise<ChildProcess> {
  return startServer({
    program: '/usr/bin/epmd',
    args: ['-d', '-d', '-port', String(port), '-address', LOOPBACK],
    ready: /entering the main select\(\) loop/,
    timeoutMs: START_TIMEOUT_MS,
  });
}
