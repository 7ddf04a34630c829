import { signal } from '@preact/signals';
import type { SwarmView } from '#control/schemas/swarm';
import type { NumberedEvent } from '../api/numbered-event.ts';
import { request } from '../api/request.ts';
import { events } from '../state/events.ts';

/** A swarm, as GET /swarm tells it; durations in milliseconds. */
export type Swarm = SwarmView;

/** What is drawn over time, a list for each curve; in step with `seconds`. */
interface History {
  readonly seconds: number[];
  readonly connected: number[];
  readonly sent: number[];
  readonly received: number[];
  readonly p50: (number | null)[];
  readonly p99: (number | null)[];
}

/** Seconds that curves go back. */
const MAX_SECONDS = 3600;

/** The swarm as it was a second ago; undefined before the first answer. */
export const swarm = signal<Swarm | undefined>(undefined);

/** The curves up to now; another object each second. */
export const history = signal<History>({
  seconds: [],
  connected: [],
  sent: [],
  received: [],
  p50: [],
  p99: [],
});

/** Follows the swarm: from what the stream still has of it on. @returns ends that */
export function followSwarm(): () => void {
  for (const event of events.events) hear(event);
  void request<Swarm>('/swarm').then(
    (answer) => {
      swarm.value ??= answer;
    },
    // The next event tells as much.
    () => {},
  );
  return events.listen(hear);
}

function hear({ event }: NumberedEvent): void {
  if (event.event !== 'swarm') return;
  const { time, event: _, ...told } = event;
  swarm.value = told;
  history.value = extended(history.value, told, Date.parse(time) / 1000);
}

function extended(past: History, now: Swarm, second: number): History {
  const { lastSecond } = now;
  const some = lastSecond.count > 0;
  const last = <T>(list: readonly T[], value: T): T[] => [...list.slice(1 - MAX_SECONDS), value];
  return {
    seconds: last(past.seconds, second),
    connected: last(past.connected, now.connected),
    sent: last(past.sent, now.rates.sent),
    received: last(past.received, now.rates.received),
    p50: last(past.p50, some ? lastSecond.p50 : null),
    p99: last(past.p99, some ? lastSecond.p99 : null),
  };
}
