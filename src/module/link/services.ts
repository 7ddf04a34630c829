import type { UrcKind } from '#at/writer';
import type { Log } from '#messages/log';
import type { Dial } from '#mqtt/index';
import type { Route } from '#mqtt/route';
import type { Clock } from '#time/clock';
import type { ModuleClock } from '../clock/module-clock.ts';
import type { Flash } from '../flash/flash.ts';
import type { Flow } from '../flow.ts';
import type { ModuleObserver } from '../observer.ts';
import type { Settings } from '../settings/settings.ts';
import type { Wifi } from '../wifi/wifi.ts';

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
  /** Writes a URC, line end included, to all hosts. */
  urc(bytes: Buffer, kind: UrcKind): void;
}
