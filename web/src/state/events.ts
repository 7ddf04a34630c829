import { EventStore } from './event-store.ts';

/** The events of the run that this page shows. */
export const events = new EventStore();
