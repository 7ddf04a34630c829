import type { Message } from '#messages/message';
import { AtmqttError } from './atmqtt-error.ts';

/** What cannot be, were this program without faults; nothing that the user can mend. The command line ends with exit code 1. */
export class DefectError<Code extends string = 'DEFECT'> extends AtmqttError<Code> {}

/** Narrows an unknown failure to a fault of this program. */
export function isDefectError(error: unknown): error is DefectError<string> {
  return error instanceof DefectError;
}

/** A fault of this program. */
export function defect(reason: Message): DefectError {
  return new DefectError('DEFECT', reason);
}
