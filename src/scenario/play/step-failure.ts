import { AtmqttError } from '#errors/atmqtt-error';
import type { Message } from '#messages/message';

/** What was expected and did not come, to be held against what came. */
export interface Wanted {
  /** As it is written. */
  readonly text: string;
  /** What had come and nobody had taken. */
  readonly came: Buffer;
}

/** A step that did not come out as it should. */
export class StepFailure extends AtmqttError<'STEP'> {
  readonly wanted: Wanted | undefined;

  constructor(reason: Message, wanted?: Wanted) {
    super('STEP', reason);
    this.wanted = wanted;
  }
}

/** Narrows an unknown failure to that of a step. */
export function isStepFailure(error: unknown): error is StepFailure {
  return error instanceof StepFailure;
}
