import { once } from 'node:events';
import { createServer, type ListenOptions, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';
import type { Port, PortInfo } from '#ports/index';
import type { Need } from '../../support/needs.ts';
import { eventually, openPort, within } from './helpers.ts';

/** A host and the module's end of it. */
export interface Attached {
  host: Duplex;
  module: Duplex;
}

export interface Open extends Attached {
  port: Port;
  /** Attaches another host to the same port: beside the first, or after it has left. Missing: the port has only one. */
  another?(): Promise<Attached>;
}

/** A kind of port as the shared suite sees it. */
export interface Kind {
  name: string;
  /** What must be installed. */
  needed?: readonly Need[];
  /** How many hosts a port has: at the same time, one after another, or one ever. */
  hosts: 'many' | 'one by one' | 'one';
  open(): Promise<Open>;
  leave(host: Duplex): Promise<void>;
  /** More bytes than the system buffers on its own between the two ends. */
  bulk: number;
  /** The module's stream outlives its host. */
  stays?: true;
  /** The port has a buffer of its own, whose content can be thrown away. */
  discards?: true;
}

/** A host goes without a word. */
export const destroy = async (host: Duplex) => {
  host.destroy();
};

/** A port that hosts dial. */
export function listening(spec: () => string, dial: (info: PortInfo) => Promise<Duplex>): Kind['open'] {
  return async () => {
    const { port, events } = await openPort(spec());
    const another = async () => {
      const host = await dial(port.info);
      return { host, module: await events.next() };
    };
    return { port, another, ...(await another()) };
  };
}

/** A port that dials a host. */
export function dialling(where: () => ListenOptions, spec: (where: ListenOptions) => string): Kind['open'] {
  return async () => {
    const hosts: Socket[] = [];
    const server = createServer((socket) => {
      hosts.push(socket.on('error', () => {}));
      onTestFinished(() => void socket.destroy());
    });
    onTestFinished(() => void server.close());
    server.listen(where());
    await within('server', once(server, 'listening'));
    const here = server.address();
    const { port, events } = await openPort(spec(typeof here === 'string' ? { path: here } : { ...here }));
    const another = async () => {
      const module = await events.next();
      return { module, host: await eventually('connection', () => hosts.shift()) };
    };
    return { port, another, ...(await another()) };
  };
}

/** The description of a port of which the kind is known. */
export function of<K extends PortInfo['kind']>(kind: K, info: PortInfo): Extract<PortInfo, { kind: K }> {
  if (info.kind !== kind) throw new Error(`a port of kind ${info.kind} and not ${kind}`);
  return info as Extract<PortInfo, { kind: K }>;
}
