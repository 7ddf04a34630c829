import type { MessageKind } from '../../at/writer.ts';
import type { Dial } from '../../mqtt/index.ts';
import type { Clock } from '../clock.ts';
import type { Flash } from '../flash/flash.ts';
import type { Flow } from '../flow.ts';
import type { Log } from '../log.ts';
import type { Settings } from '../settings.ts';
import type { Wifi } from '../wifi.ts';
import type { Target } from './config.ts';

/** Makes the dial function for a target; handed in, so that a test or a fault script can wrap the network. */
export type DialTarget = (target: Target) => Dial;

/** What a link needs of its module. */
export interface LinkServices {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly flash: Flash;
  readonly flow: Flow;
  readonly log: Log;
  readonly wifi: Wifi;
  readonly dial: DialTarget;
  /** Writes an unsolicited message, line end included, to all hosts. */
  message(bytes: Buffer, kind: MessageKind): void;
}
