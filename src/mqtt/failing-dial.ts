import type { Dial, TransportEvents } from './transport.ts';

/**
 * Dials nothing: the connection closes with an error, after the dial has returned, unless it was destroyed before.
 * @param error made anew for each, so that its stack is its own
 */
export function failingDial(error: () => Parameters<TransportEvents['closed']>[0]): Dial {
  return (events) => {
    let destroyed = false;
    queueMicrotask(() => {
      if (!destroyed) events.closed(error());
    });
    return {
      queued: 0,
      write: () => true,
      pause() {},
      resume() {},
      end() {},
      destroy() {
        destroyed = true;
      },
    };
  };
}
