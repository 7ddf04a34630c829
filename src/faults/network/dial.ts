import { message } from '#messages/message';
import type { DialRoute } from '#module/platform';
import type { Dial, Transport } from '#mqtt/transport';
import { TransportError } from '#mqtt/transport-error';
import type { FaultSet } from '../fault-set.ts';

/** Ways to brokers on which faults happen. */
export function faultyNetwork(dial: DialRoute, faults: FaultSet): DialRoute {
  return (route) => (faults.take('network.refuse') === undefined ? dial(route) : refused(route.port));
}

function refused(port: number): Dial {
  return (events) => {
    let destroyed = false;
    queueMicrotask(() => {
      if (!destroyed)
        events.closed(new TransportError('REFUSED', 'tcp', message('faults.refused', { port })));
    });
    return {
      ...UNCONNECTED,
      destroy() {
        destroyed = true;
      },
    };
  };
}

/** A transport that never came to stand. */
const UNCONNECTED: Transport = {
  queued: 0,
  write: () => true,
  pause() {},
  resume() {},
  end() {},
  destroy() {},
};
