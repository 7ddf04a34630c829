import type { ControlEvent } from '#control/events/events';
import type { NumberedEvent } from './numbered-event.ts';

/** What hears of a stream. */
export interface StreamListener {
  event(event: NumberedEvent): void;
  /** It is open, for the first time or again. */
  open(): void;
  /** It is interrupted, and the browser tries again by itself. */
  interrupted(): void;
  /** The program refuses it, or does not answer as it should: no more is tried. */
  refused(): void;
}

/** Events a second that the page takes; a module may make far more, and the page then tells how many it did not see. */
const PER_SECOND = 5000;

/** All of them: an event with a name reaches only who listens to that name. */
const TYPES: { readonly [T in ControlEvent['event']]: true } = {
  command: true,
  message: true,
  state: true,
  unread: true,
  compat: true,
  fault: true,
  exec: true,
  verdict: true,
  traffic: true,
  packet: true,
  connection: true,
  wifi: true,
  clock: true,
  power: true,
  recording: true,
  swarm: true,
  dropped: true,
};

/**
 * Listens to everything that happens. The browser connects again by itself and names the last id it has, so that nothing is
 * missed as long as the program keeps it (WHATWG HTML, 9.2).
 * @returns ends it
 */
export function listenToEvents(since: number, listener: StreamListener): () => void {
  const source = new EventSource(`/api/v1/events?since=${since}&perSecond=${PER_SECOND}`);
  source.onopen = () => listener.open();
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) listener.refused();
    else listener.interrupted();
  };
  for (const type of Object.keys(TYPES))
    source.addEventListener(type, ({ data, lastEventId }: MessageEvent<string>) => {
      const event = JSON.parse(data) as ControlEvent;
      listener.event({ id: event.event === 'dropped' ? Number.NaN : Number(lastEventId), event });
    });
  return () => source.close();
}
