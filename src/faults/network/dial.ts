import { LateWire } from '#latency/wire';
import type { DialRoute } from '#module/platform';
import type { Route } from '#mqtt/route';
import type { Dial } from '#mqtt/transport';
import type { DetouredRoute } from '#mqtt/transports/dial';
import { plainSocketError } from '#mqtt/transports/socket-errors';
import { dialSteps } from '#mqtt/transports/stepped';
import { withoutBrackets } from '#net/host-port';
import { isIP } from '#net/ip';
import type { Timers } from '#time/timers';
import type { FaultSet } from '../fault-set.ts';
import { concerning } from '../where.ts';
import { socketError, unknownName } from './errors.ts';
import { FaultyLine } from './line.ts';

/** Ways to brokers on which faults happen, below TLS and WebSocket. */
export function faultyDial(dial: DialRoute, faults: FaultSet, timers: Timers): DialRoute {
  const lines = new Set<FaultyLine>();
  faults.handle('network.halfOpen', {
    begins(fault) {
      for (const line of [...lines]) line.fallSilent(fault);
    },
  });
  const cleared = (): void => {
    if (faults.find('network.latency') ?? faults.find('network.bandwidth')) return;
    for (const line of [...lines]) line.hurry();
  };
  faults.handle('network.latency', { cleared });
  faults.handle('network.bandwidth', { cleared });
  return (route) => (events) => {
    const concerns = concerning(route.host, route.port);
    const isName = isIP(withoutBrackets(route.host)) === 0;
    if (isName && faults.take('network.dnsFail', concerns)) return fails(unknownName(route.host))(events);
    const address = isName ? faults.take('network.dnsWrong', concerns)?.parameters.address : undefined;
    if (faults.take('network.refuse', concerns)) return fails(socketError('ECONNREFUSED'))(events);
    if (faults.take('network.timeout', concerns)) return unanswered(route)(events);
    const detoured: DetouredRoute = {
      ...route,
      address,
      through(tcp) {
        const line = new FaultyLine(faults, concerns, () => lines.delete(line));
        lines.add(line);
        const wire = new LateWire(tcp, line, timers);
        line.joins(wire);
        return wire;
      },
    };
    return dial(detoured)(events);
  };
}

/** A connection that cannot be made. */
function fails(error: Error): Dial {
  return dialSteps({}, async () => {
    throw plainSocketError(error);
  });
}

/** A connection whose SYN nobody answers; with TLS the time of a step ends it. */
function unanswered({ tls }: Route): Dial {
  return dialSteps(tls ?? {}, (opening) => opening.step('tcp', () => () => {}));
}
