import type { FaultSet } from '#faults/fault-set';
import type { FaultStatus } from '#faults/held-fault';
import { type FaultMapping, readFault } from '#faults/parse';
import type { FaultName } from '#faults/table';
import { message } from '#messages/message';
import { ControlError } from '../control-error.ts';

/** A fault that is on, as it is told. */
export interface ToldFault {
  readonly id: number;
  readonly fault: FaultName;
  /** Its own and its schedule, as they were given and by default; times in milliseconds. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly active: boolean;
  readonly acted: number;
  readonly beginsInMs?: number;
  readonly endsInMs?: number;
}

/** Faults that are on, the first one first. */
export function listFaults(set: FaultSet): ToldFault[] {
  return set.list.map((status) => toldFault(set, status));
}

/** Switches a fault on; alone its name may be followed by parameters, as `--fault` takes them. @throws FaultError */
export function addFault(set: FaultSet, given: FaultMapping): ToldFault {
  const { fault, ...more } = given;
  return toldFault(set, set.addSpec(readFault(Object.keys(more).length === 0 ? fault : given)).status);
}

/** Switches a fault off. @throws ControlError `NOT_FOUND` when it has ended */
export function removeFault(set: FaultSet, id: number): void {
  if (!set.removeById(id)) throw new ControlError('NOT_FOUND', message('controlAction.noFault', { id }));
}

function toldFault(set: FaultSet, { id, name, parameters, schedule, active, acted }: FaultStatus): ToldFault {
  const given = Object.entries({ ...parameters, ...schedule }).filter(([, value]) => value !== undefined);
  return { id, fault: name, parameters: Object.fromEntries(given), active, acted, ...set.timeLeft(id) };
}
