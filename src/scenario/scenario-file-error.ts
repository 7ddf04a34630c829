import type { Mistake } from '#config/yaml';
import { UsageError } from '#errors/usage-error';
import { type Message, message } from '#messages/message';

/** A scenario file with mistakes in it. */
export class ScenarioFileError extends UsageError {
  /** All of them in the order of the file, each with its place; the error's reason has a line for each. */
  readonly mistakes: readonly Message[];

  constructor(file: string, mistakes: readonly Mistake[], options?: ErrorOptions) {
    const placed = [...mistakes]
      .sort((a, b) => a.line - b.line)
      .map(({ line, reason }) => message('scenario.mistakeAt', { file, line, reason }));
    super(message('scenario.mistakes', { mistakes: placed }), options);
    this.mistakes = placed;
  }
}
