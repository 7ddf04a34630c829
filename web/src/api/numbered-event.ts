import type { ControlEvent } from '#control/events/events';

/** An event with its place in the order of the run. */
export interface NumberedEvent {
  /** From 1 up; NaN for `dropped`, which has no place. */
  readonly id: number;
  readonly event: ControlEvent;
}
