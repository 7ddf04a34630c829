import { message } from '#messages/message';
import type { AskTime } from '#module/platform';
import { PlatformError } from '#module/platform-error';
import type { FaultSet } from '../fault-set.ts';
import { timeOf } from './time-shape.ts';

/** The time of the computer with what is wrong with it. @returns undefined: there is none */
export function faultyHostTime(wall: () => number, faults: FaultSet): () => number | undefined {
  return () => (faults.take('module.noTime') === undefined ? wrongly(wall(), faults) : undefined);
}

/** Asks time servers, which answer as the faults have it. */
export function faultyAskTime(ask: AskTime, faults: FaultSet): AskTime {
  return async (server, timeoutMs) => {
    if (faults.take('module.noTime') !== undefined) {
      throw new PlatformError('TIME', message('faults.noTime'));
    }
    return wrongly(await ask(server, timeoutMs), faults);
  };
}

function wrongly(now: number, faults: FaultSet): number {
  const wrong = faults.take('module.wrongTime');
  return wrong === undefined ? now : timeOf(wrong.parameters, now);
}
