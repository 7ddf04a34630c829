import type { SyncPolicy } from '#files/append-file';
import type { Settings } from '#module/settings/settings';
import { systemTimers, type Timers } from '#time/timers';

/** The setting `flashSync` with what it needs. */
export function syncPolicyOf(when: Settings['flashSync'], timers: Timers = systemTimers): SyncPolicy {
  return when === 'interval' ? { when, timers } : { when };
}
