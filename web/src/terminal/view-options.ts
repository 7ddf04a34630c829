import { type Signal, signal } from '@preact/signals';

/** How a screen shows what went over a UART. */
export interface ViewOptions {
  /** The time before each line. */
  readonly times: Signal<boolean>;
  /** Line ends as signs, and empty lines too. */
  readonly ends: Signal<boolean>;
}

/** Those of the terminal. */
export const viewOptions: ViewOptions = { times: signal(false), ends: signal(false) };
