import type { Duplex } from 'node:stream';
import type { Dial, Transport, TransportEvents } from '#mqtt/transport';
import { dialSteps } from '#mqtt/transports/stepped';
import { StreamTransport } from '#mqtt/transports/stream';
import type { TcpWay } from '#mqtt/transports/tcp';
import { createMemoryPort } from '#ports/index';
import type { Activity } from './activity.ts';

/**
 * A way to a broker of this process without a socket, so that the same session is the same bytes in the same order.
 * @param attach takes the broker's end @param through stands in the way of the bytes, as on a TCP connection
 */
export function dialInProcess(
  attach: (stream: Duplex) => void,
  activity: Activity,
  through: TcpWay['through'] = (stream) => stream,
): Dial {
  return dialSteps({}, async () => {
    const wire = createMemoryPort();
    await wire.open({ host: (stream) => attach(stream), notice() {} });
    const stream = through(wire.host);
    return (events) => noted(new StreamTransport(stream, heard(events, activity)), activity);
  });
}

function heard(events: TransportEvents, { note }: Activity): TransportEvents {
  return {
    open: () => events.open(),
    data(bytes) {
      note();
      events.data(bytes);
    },
    drain: () => events.drain(),
    closed(error) {
      note();
      events.closed(error);
    },
  };
}

function noted(transport: StreamTransport, { note }: Activity): Transport {
  return {
    get queued() {
      return transport.queued;
    },
    write(bytes) {
      note();
      return transport.write(bytes);
    },
    pause: () => transport.pause(),
    resume: () => transport.resume(),
    end(sent) {
      note();
      transport.end(sent);
    },
    destroy() {
      note();
      transport.destroy();
    },
  };
}
