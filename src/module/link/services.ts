import type { MessageKind } from '../../at/writer.ts';
import type { Dial } from '../../mqtt/index.ts';
import type { Route } from '../../mqtt/transports/dial.ts';
import type { Clock, ModuleClock } from '../clock.ts';
import type { Flash } from '../flash/flash.ts';
import type { Flow } from '../flow.ts';
import type { Log } from '../log.ts';
import type { ModuleObserver } from '../observer.ts';
import type { Settings } from '../settings.ts';
import type { Wifi } from '../wifi.ts';

/** Makes the dial function for a route; handed in, so that a test or a fault script can wrap the network. */
export type DialRoute = (route: Route) => Dial;

/** What a link needs of its module. */
export interface LinkServices {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly flash: Flash;
  readonly flow: Flow;
  readonly log: Log;
  readonly wifi: Wifi;
  readonly moduleClock: ModuleClock;
  readonly dial: DialRoute;
  readonly observer: ModuleObserver | undefined;
  /** Writes an unsolicited message, line end included, to all hosts. */
  message(bytes: Buffer, kind: MessageKind): void;
}
