import { matches } from './topics.ts';

/** What a client does that a fault may wait for. */
export type TriggerEvent = 'connect' | 'subscribe' | 'publish';

/** Whether a fault waits for this. @param topics the topics or filters of it */
export function triggeredBy(
  event: TriggerEvent,
  topics: () => string[] = () => [],
): (parameters: { on: string; topic?: string | undefined }) => boolean {
  return ({ on, topic }) =>
    on === event &&
    (topic === undefined || event === 'connect' || topics().some((each) => matches(topic, each)));
}
