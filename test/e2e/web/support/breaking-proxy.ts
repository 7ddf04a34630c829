import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Stands before a server; can break what goes through it. */
export interface BreakingProxy {
  /** `http://HOST:PORT` */
  readonly url: string;
  /** Breaks all connections; until `heal` nobody gets through. */
  break(): void;
  heal(): void;
  /** Leads to another server from now on. */
  lead(target: string): void;
}

/** Passes bytes on to the server of a URL, until the test ends. */
export async function breakingProxy(target: string): Promise<BreakingProxy> {
  let { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let broken = false;
  const server = createServer((socket) => {
    if (broken) return void socket.resetAndDestroy();
    const on = connect(Number(port), hostname);
    for (const [from, to] of [
      [socket, on],
      [on, socket],
    ] as const) {
      open.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        open.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    break() {
      broken = true;
      for (const socket of open) socket.resetAndDestroy();
    },
    heal() {
      broken = false;
    },
    lead(other) {
      ({ hostname, port } = new URL(other));
      for (const socket of open) socket.resetAndDestroy();
    },
  };
}
