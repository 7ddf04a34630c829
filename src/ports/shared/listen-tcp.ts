import type { AddressInfo, Server } from 'node:net';
import { firstLineOf } from '#errors/system-error';
import { bindFailure } from '#net/bind-failure';
import { formatHostPort, type HostPort, isLoopback, LOOPBACK } from '#net/host-port';
import { closerOf, startListening } from '#net/listen';
import { PortError, type PortEvents } from '../port.ts';

/** A server that listens. */
export interface Listening extends HostPort {
  /** Ends it with all its connections; harmless when repeated. */
  close(): Promise<void>;
}

/**
 * Lets a server listen at a TCP address. A warning is given when other machines can reach it.
 * @param kind the kind of port, for sentences: `tcp-listen`
 * @throws PortError
 */
export async function listenTcp(
  server: Server,
  kind: string,
  target: HostPort,
  events: PortEvents,
): Promise<Listening> {
  const close = closerOf(server);
  await startListening(server, () => server.listen({ host: target.host, port: target.port })).catch(
    (error: unknown) => {
      throw bindError(error, kind, target);
    },
  );
  const { address, port } = server.address() as AddressInfo;
  const here = `${kind} ${formatHostPort({ host: address, port })}`;
  server.on('error', (error) =>
    events.notice('warn', `${here} could not accept a host: ${firstLineOf(error)}`),
  );
  if (!isLoopback(address)) {
    const sentence = `${here} can be reached from other machines, and whoever attaches may give any command`;
    events.notice('warn', sentence);
  }
  return { host: address, port, close };
}

function bindError(error: unknown, kind: string, target: HostPort): PortError {
  const here = `${kind} ${formatHostPort(target)}`;
  const cause = { cause: error };
  switch (bindFailure(error)) {
    case 'taken':
      return new PortError(
        'TAKEN',
        `${here} is taken by another program; choose another port, or 0 for any free one`,
        cause,
      );
    case 'denied':
      return new PortError('DENIED', `${here} is not allowed here; choose a port from 1024 up`, cause);
    case 'not-here':
      return new PortError(
        'UNAVAILABLE',
        `${here} is no address of this machine; leave the host off for ${LOOPBACK}`,
        cause,
      );
    case 'other':
      return new PortError('UNAVAILABLE', `${here} cannot be opened: ${firstLineOf(error)}`, cause);
  }
}
