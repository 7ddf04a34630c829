import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { withoutBrackets } from '#net/host-port';
import type { Observe, StepEvent } from '../observe.ts';
import type { Dial } from '../transport.ts';
import type { Opening, StepLimit } from './opening.ts';
import { plainSocketError } from './socket-errors.ts';
import { dialSteps } from './stepped.ts';
import { StreamTransport } from './stream.ts';

/** How a TCP connection comes about; without either as usual. */
export interface TcpWay {
  /** Where the name of the host leads, instead of asking for it. */
  readonly address?: string | undefined;
  /** The port there, instead of that of the broker. */
  readonly addressPort?: number | undefined;
  /** Puts something in the way of the bytes, below TLS and all else. */
  readonly through?: ((tcp: Duplex) => Duplex) | undefined;
}

/** Where a broker listens. */
export interface TcpTarget extends StepLimit, TcpWay {
  /** A name, an IPv4 address, or an IPv6 address with or without brackets. */
  host: string;
  port: number;
  observe?: Observe | undefined;
}

/** MQTT over plain TCP. Small packets leave at once (no Nagle delay); the time to connect is the caller's. */
export function dialTcp(target: TcpTarget): Dial {
  return dialSteps(target, async (opening) => {
    const socket = await connectTcp(target, opening);
    return (events) => new StreamTransport(socket, events);
  });
}

/** The first step: looks the name up and connects. */
export function connectTcp(
  { host, port: named, observe, address = host, addressPort: port = named, through }: TcpTarget,
  opening: Opening,
): Promise<Duplex> {
  return opening.step('tcp', ({ done, fail }) => {
    const socket = connect({ host: withoutBrackets(address), port, noDelay: true });
    if (observe) {
      socket
        .on('lookup', (error, address) => error || observe({ step: 'tcp', found: 'address', address }))
        .on('connectionAttempt', (tried, to) =>
          // Node is about to ask the system, which then knows this side's end, and must not lose its socket before.
          queueMicrotask(() => socket.destroyed || observe(attempt(socket, tried, to))),
        );
    }
    const failed = (error: Error): void => fail(plainSocketError(error));
    socket.on('error', failed).once('connect', () => {
      // A listener of this step would keep all of the step as long as the connection lasts.
      socket.off('error', failed).on('error', ignore);
      observe?.({ step: 'tcp', found: 'connection', address: socket.remoteAddress ?? '', port });
      done(through === undefined ? socket : through(socket));
    });
    return () => socket.destroy();
  });
}

function attempt({ localAddress, localPort }: Socket, address: string, port: number): StepEvent {
  return { step: 'tcp', found: 'attempt', address, port, localAddress, localPort };
}

/** Whoever takes the socket over listens too; until then an error shows in `errored`. */
function ignore(): void {}
