import type { DialRoute, Platform } from '#module/platform';
import { type DetouredRoute, tcpWayOf } from '#mqtt/transports/dial';
import { dialAfter } from '#mqtt/transports/stepped';
import { withoutBrackets } from '#net/host-port';
import { isIP } from '#net/ip';
import type { Timers } from '#time/timers';
import { askTimeLate, passed, pingLate } from './late.ts';
import type { Meter } from './meter.ts';
import type { Waits } from './waits.ts';
import { LateWire, type Line } from './wire.ts';

/** A network that is as far away as `latency.broker` says, below TLS and WebSocket. */
export function lateNetwork(platform: Platform, waits: Waits, meter: Meter, timers: Timers): Platform {
  const late = () => ({ there: waits.there(), back: waits.back() });
  return {
    ...platform,
    dial: lateDial(platform.dial, waits, meter, timers),
    async resolveName(name, family) {
      await passed(meter.book(waits.opening()), timers);
      return platform.resolveName(name, family);
    },
    ping: (host) => pingLate(() => platform.ping(host), host, late, timers),
    askTime: (server, timeoutMs) => askTimeLate(platform.askTime, server, timeoutMs, late(), timers),
  };
}

function lateDial(dial: DialRoute, waits: Waits, meter: Meter, timers: Timers): DialRoute {
  const line: Line = {
    way: (direction) => ({ delay: meter.book(direction === 'toBroker' ? waits.there() : waits.back()) }),
    cut: () => undefined,
    closed() {},
  };
  return (route) => {
    const { through = (tcp) => tcp } = tcpWayOf(route);
    const late: DetouredRoute = { ...route, through: (tcp) => through(new LateWire(tcp, line, timers)) };
    const isName = isIP(withoutBrackets(route.host)) === 0;
    return dialAfter((go) => {
      const ms = waits.opening() + (isName ? waits.opening() : 0);
      return timers.after(meter.book(ms), go);
    }, dial(late));
  };
}
