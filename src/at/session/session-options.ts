import type { Profile } from '#firmware/choice';
import type { Log } from '#messages/log';
import type { Timers } from '#time/timers';
import type { CommandSet } from '../command.ts';
import type { Reply } from '../reply.ts';
import type { Terminator } from '../terminator.ts';
import type { AtObserver } from './observer.ts';

/** What a host relies on here that a genuine module does not do, as far as it shows in the bytes of a host. */
export type HostHabit =
  | 'chunkLines'
  | 'surplusData'
  | 'earlyData'
  | 'earlyCommand'
  | 'longLine'
  | 'lineEnd'
  | 'shortWait'
  | 'idleEscape'
  | 'bareComma'
  | 'dataAbandoned';

/** What can be chosen about a session. */
export interface AtSettings extends Profile {
  readonly terminator: Terminator;
  /** Accept commas inside quotes without a backslash [B-PARAM-10]. */
  readonly lenientQuotes: boolean;
  /** What becomes of URCs of kind `received` during a data phase. */
  readonly urcDuringData: 'pass' | 'hold';
  /** Leave data mode when no byte has come for so many milliseconds; 0 waits for ever. */
  readonly dataModeTimeoutMs: number;
  /** A lone `+++` after a second of silence leaves data mode. */
  readonly dataModeEscape: boolean;
  /** Bytes that are kept for a host which does not read, before it is held back or loses what comes beyond. */
  readonly hostBufferBytes: number;
  /** What becomes of a host that does not read; `auto`: the only one is held back where its port can do that. */
  readonly slowHost: 'auto' | 'hold' | 'drop';
  /** What becomes of messages of QoS 1 and 2 while no host is there: they wait, unacknowledged, or are lost. */
  readonly absentHost: 'drop' | 'hold';
}

/**
 * Stands before each command line.
 * @param line without its end, as latin1
 * @param run runs it; not to be called twice
 * @param host which it came from
 */
export type Intercept = (
  line: string,
  run: () => Reply | Promise<Reply>,
  host: string,
) => Reply | Promise<Reply>;

/** What a session is made of. `C` is what the commands run on. */
export interface AtSessionOptions<C> {
  readonly commands: CommandSet<C>;
  readonly context: C;
  readonly settings: AtSettings;
  readonly timers: Timers;
  readonly log: Log;
  /** Who looks on; what it has no method for is not made. */
  readonly observer?: AtObserver | undefined;
  /** Runs the given flush before the turn of the event loop ends; `queueMicrotask` unless given. */
  readonly schedule?: (flush: () => void) => void;
  /** Stands before each command; unless given, they run as they come. */
  readonly intercept?: Intercept | undefined;
  /** A host has a habit that a genuine module would not bear with; told each time. */
  habit?(habit: HostHabit): void;
  /** The reply of a command that waited is out. */
  answered?(): void;
  /**
   * Whether those who make URCs should pause, because a host does not take what is written to it or a data phase
   * holds much back.
   */
  congested?(congested: boolean): void;
}
