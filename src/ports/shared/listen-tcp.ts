import type { AddressInfo, Server } from 'node:net';
import { reasonOf } from '#errors/atmqtt-error';
import { message } from '#messages/message';
import { bindFailure } from '#net/bind-failure';
import { formatHostPort, type HostPort, isLoopback, LOOPBACK } from '#net/host-port';
import { closerOf, startListening } from '#net/listen';
import { PortError } from '../errors.ts';
import type { PortEvents } from '../port.ts';

/** A server that listens. */
export interface Listening extends HostPort {
  /** Ends it with all its connections; harmless when repeated. */
  close(): Promise<void>;
}

/**
 * Lets a server listen at a TCP address. A warning is given when other machines can reach it.
 * @param kind the kind of port, for messages: `tcp-listen`
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
  const place = `${kind} ${formatHostPort({ host: address, port })}`;
  server.on('error', (error) =>
    events.notice('warn', message('ports.cannotAccept', { place, why: reasonOf(error) })),
  );
  if (!isLoopback(address)) events.notice('warn', message('ports.openToOthers', { place }));
  return { host: address, port, close };
}

function bindError(error: unknown, kind: string, target: HostPort): PortError {
  const place = `${kind} ${formatHostPort(target)}`;
  const cause = { cause: error };
  const healing = { cause: error, mayHeal: true };
  switch (bindFailure(error)) {
    case 'taken':
      return new PortError('TAKEN', message('ports.portTaken', { place }), healing);
    case 'denied':
      return new PortError('DENIED', message('ports.portDenied', { place }), cause);
    case 'not-here':
      return new PortError(
        'UNAVAILABLE',
        message('ports.foreignAddress', { place, loopback: LOOPBACK }),
        healing,
      );
    case 'other':
      return new PortError(
        'UNAVAILABLE',
        message('ports.cannotOpen', { place, why: reasonOf(error) }),
        cause,
      );
  }
}
