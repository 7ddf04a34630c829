import type { DialRoute } from '#module/platform';
import type { Transport } from '#mqtt/transport';
import type { FaultSet } from '../fault-set.ts';
import { PacketFilter } from './packet-filter.ts';

/** Ways to brokers whose packets go through a filter: as a proxy right before any broker, above TLS and WebSocket. */
export function faultyBroker(dial: DialRoute, faults: FaultSet): DialRoute {
  return (route) => (events) => {
    let closed = false;
    let writable = true;
    const filter = new PacketFilter(faults, {
      toBroker(bytes) {
        writable = transport.write(bytes);
      },
      toClient(bytes) {
        if (!closed) events.data(bytes);
      },
      close() {
        if (closed) return;
        closed = true;
        transport.destroy();
        // After the packet that came before it has been read.
        queueMicrotask(() => events.closed());
      },
    });
    const transport: Transport = dial(route)({
      open: () => events.open(),
      data: (bytes) => filter.fromBroker(bytes),
      drain: () => events.drain(),
      closed(error) {
        if (closed) return;
        closed = true;
        events.closed(error);
      },
    });
    return {
      get queued() {
        return transport.queued;
      },
      write(bytes) {
        filter.fromClient(bytes);
        return writable;
      },
      pause: () => transport.pause(),
      resume: () => transport.resume(),
      end: (sent) => transport.end(sent),
      destroy() {
        closed = true;
        transport.destroy();
      },
    };
  };
}
