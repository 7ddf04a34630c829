import { INITIAL, type LinkInput, type LinkModel, transition } from '#module/link/machine';

const INPUTS: readonly LinkInput[] = [
  { type: 'userConfigured' },
  { type: 'connectionConfigured' },
  { type: 'connect', reconnect: false },
  { type: 'connect', reconnect: true },
  { type: 'configuredBySetting', topics: [] },
  { type: 'ready' },
  { type: 'up' },
  { type: 'failed' },
  { type: 'failed', how: 'lost' },
  { type: 'down' },
  { type: 'retryDue' },
  { type: 'subscribed', filter: 'a', qos: 0 },
  { type: 'subscribedUnlisted' },
  { type: 'unsubscribed', filter: 'a' },
  { type: 'clean' },
  { type: 'reset' },
];

/** Every change of state that the link machine can make, as `0 → 1`, found by walking all of its models. */
export function stateChanges(): string[] {
  const changes = new Set<string>();
  const known = new Map<string, LinkModel>([[keyOf(INITIAL), INITIAL]]);
  // A Map hands out what is added while it is walked.
  for (const model of known.values()) {
    for (const input of INPUTS) {
      const next = transition(model, input).model;
      if (next.state !== model.state) changes.add(`${model.state} → ${next.state}`);
      if (!known.has(keyOf(next))) known.set(keyOf(next), next);
    }
  }
  return [...changes].sort();
}

function keyOf({ state, attempt, reconnect, topics }: LinkModel): string {
  return JSON.stringify([state, attempt, reconnect, [...topics]]);
}
