import type { LineListener } from './recorder.ts';

/** Makes one listener of several, told in this order. */
export function joinListeners(listeners: readonly LineListener[]): LineListener {
  return {
    bytes(from, bytes, delivered) {
      for (const each of listeners) each.bytes(from, bytes, delivered);
    },
    event(event) {
      for (const each of listeners) each.event(event);
    },
  };
}
