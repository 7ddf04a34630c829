import type { Log } from '#messages/log';
import { message } from '#messages/message';
import type { ModuleObserver } from '#module/observer';
import type { FaultNews } from './fault-set.ts';
import { definitionOf } from './table.ts';

const PHASE_KEYS = { begins: 'faults.begins', acts: 'faults.acts', ends: 'faults.ends' } as const;

/** Tells log and observer what becomes of faults; in the log each of them acts once. */
export function faultTeller(log: Log, observer?: Pick<ModuleObserver, 'fault'>): (news: FaultNews) => void {
  const acted = new Set<number>();
  return (news) => {
    const { id, phase, name } = news;
    observer?.fault?.({ fault: name, id, phase });
    if (phase === 'acts') {
      if (acted.has(id)) return;
      acted.add(id);
    }
    if (phase === 'ends') acted.delete(id);
    log('info', 'faults', message(PHASE_KEYS[phase], { name, about: definitionOf(name).about }));
  };
}
