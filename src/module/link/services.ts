import type { UrcKind } from '#at/urc';
import type { Log } from '#messages/log';
import type { Clock } from '#time/clock';
import type { ModuleClock } from '../clock/module-clock.ts';
import type { Compat } from '../compat.ts';
import type { Flash } from '../flash/flash.ts';
import type { Flow } from '../flow.ts';
import type { ModuleObserver } from '../observer.ts';
import type { DialRoute, ResolveName, TlsCheck } from '../platform.ts';
import type { Settings } from '../settings/settings.ts';
import type { Wifi } from '../wifi/wifi.ts';
import type { ConnectConduct } from './connect-conduct.ts';
import type { PrivateNames } from './private-names.ts';

/** What a link needs of its module. */
export interface LinkServices {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly flash: Flash;
  readonly flow: Flow;
  readonly log: Log;
  readonly compat: Compat;
  readonly wifi: Wifi;
  readonly moduleClock: ModuleClock;
  readonly connecting: ConnectConduct;
  readonly dial: DialRoute;
  readonly resolveName: ResolveName;
  readonly privateNames: PrivateNames;
  readonly tls: TlsCheck;
  readonly observer: ModuleObserver | undefined;
  /** Writes a URC, line end included, to all hosts. */
  urc(bytes: Buffer, kind: UrcKind, delivered?: () => void): void;
}
