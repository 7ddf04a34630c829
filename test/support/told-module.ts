import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Message } from '#messages/message';
import { dialRoute } from '#mqtt/transports/dial';
import { type BareModule, bareModule } from './bare-module.ts';

/** A module at a broker, and what its log is told. */
export interface Told extends Pick<BareModule, 'module' | 'clock'> {
  readonly told: readonly Message[];
  /** Sends a command and gives its answer. */
  command(line: string | Buffer): Promise<string>;
  /** Configures and connects link 0. */
  connect(
    port: number,
    how?: { reconnect?: 0 | 1; scheme?: number; clean?: 0 | 1; user?: string; password?: string },
  ): Promise<string>;
  /** Resolves with a message that the log is told, or was told, wherever it stands in another. */
  heard(key: Message['key']): Promise<unknown>;
}

/** @param settings as `name=value` */
export async function toldModule(...settings: readonly string[]): Promise<Told> {
  const told: Message[] = [];
  const waiting = new Set<() => void>();
  const { module, clock, addHost } = bareModule(settings, {
    dial: dialRoute,
    log: (_level, _namespace, what) => {
      told.push(what);
      for (const look of waiting) look();
    },
  });
  const host = addHost('host', { echo: false });
  module.boot();
  onTestFinished(() => module.powerOff());
  await host.expect('WIFI GOT IP\r\n');
  const command = async (line: string | Buffer): Promise<string> => {
    host.send(Buffer.concat([Buffer.from(line), Buffer.from('\r\n')]));
    return String(await host.expect(/(?:OK|ERROR|\+MQTTPUB:FAIL)\r\n/));
  };
  return {
    module,
    clock,
    told,
    command,
    async connect(port, { reconnect = 0, scheme = 1, clean = 0, user = '', password = '' } = {}) {
      await command(
        `AT+MQTTUSERCFG=0,${scheme},"lamp","${user}","${password}",0,0,"${scheme > 5 ? 'mqtt' : ''}"`,
      );
      await command(`AT+MQTTCONNCFG=0,120,${clean},"","",0,0`);
      return command(`AT+MQTTCONN=0,"127.0.0.1",${port},${reconnect}`);
    },
    heard: (key) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => {
          reject(new Error(`the log was not told ${key}, but\n${JSON.stringify(told, undefined, 1)}`));
        }, 5000);
        const look = (): void => {
          const found = told.flatMap(parts).find((each) => each.key === key);
          if (found === undefined) return;
          clearTimeout(late);
          waiting.delete(look);
          resolve(found.params);
        };
        waiting.add(look);
        look();
      }),
  };
}

/** A message and those that are part of it. */
function parts(whole: Message): Message[] {
  const { params } = whole;
  const inner = params !== null && typeof params === 'object' ? Object.values(params) : [];
  return [whole, ...inner.filter(isMessage).flatMap(parts)];
}

function isMessage(value: unknown): value is Message {
  return value !== null && typeof value === 'object' && 'key' in value && 'params' in value;
}

/** A server that does something with each connection. @returns its port */
export async function standIn(serve: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)));
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as { port: number }).port;
}
