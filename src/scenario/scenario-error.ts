import { AtmqttError } from '#errors/atmqtt-error';
import type { Message } from '#messages/message';

/** A scenario, a template or a broker's URL that cannot be used. */
export class ScenarioError extends AtmqttError<'SCENARIO'> {
  constructor(reason: Message) {
    super('SCENARIO', reason);
  }
}

/** Narrows an unknown failure to one of a scenario. */
export function isScenarioError(error: unknown): error is ScenarioError {
  return error instanceof ScenarioError;
}
