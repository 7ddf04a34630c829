import type { Socket } from 'node:net';
import type { Timers } from '#time/timers';
import type { Port, PortEvents, PortInfo } from '../port.ts';
import { ReconnectingSocket } from './reconnecting-socket.ts';

/** A side that is dialled, as a stream of bytes and nothing else. */
export interface DialTarget {
  readonly spec: string;
  readonly info: PortInfo;
  /** For the log: `tcp 127.0.0.1:3333`. */
  readonly name: string;
  /** Begins one try. */
  dial(): Socket;
}

/** Opens a port that dials: each connection that comes about is a host. */
export async function openDialPort(target: DialTarget, events: PortEvents, timers?: Timers): Promise<Port> {
  const { spec, info, name, dial } = target;
  const connection = new ReconnectingSocket({
    name,
    dial,
    connected: (socket) => events.host(socket, name),
    notice: events.notice,
    ...(timers === undefined ? {} : { timers }),
  });
  await connection.start();
  return {
    spec,
    info,
    get away() {
      return connection.away;
    },
    close: () => connection.close(),
  };
}
