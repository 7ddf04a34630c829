import { en } from '#messages/en/index';
import type { Log, LogLevel } from '#messages/log';
import type { Catalogue } from '#messages/message';
import { type Message, message } from '#messages/message';
import type { ModuleObserver } from './observer.ts';

/** What a genuine module would refuse, lose or do otherwise; the ids do not change between versions of this program. */
export type CompatRule = keyof Catalogue['compat'];

/** All rules, in the order of the reference. */
export const COMPAT_RULES = Object.keys(en.compat) as readonly CompatRule[];

/** Shared, for most modules have little to tell. */
const NONE: readonly CompatRule[] = [];

/** Tells where this module is kinder than a genuine one: once for each rule in the log, each time to whoever looks on [B-FIRMWARE-3]. */
export class Compat {
  #told: readonly CompatRule[] = NONE;
  readonly #log: Log;
  readonly #observer: ModuleObserver | undefined;

  constructor(log: Log, observer: ModuleObserver | undefined) {
    this.#log = log;
    this.#observer = observer;
  }

  /**
   * A host has relied on what a genuine module does not do.
   * @param level of its line in the log
   */
  found(rule: CompatRule, level: LogLevel = 'warn'): void {
    const told = this.#told.includes(rule);
    // A host may have a habit in each of its lines.
    if (told && this.#observer?.compat === undefined) return;
    const reason: Message = message(`compat.${rule}`);
    this.#observer?.compat?.({ rule, reason });
    if (told) return;
    // Not spread: that reserves room for sixteen more.
    this.#told = this.#told.concat(rule);
    this.#log(level, 'compat', reason);
  }
}
