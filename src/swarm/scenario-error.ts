/** A scenario or template that cannot be used; the message is one sentence. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}
