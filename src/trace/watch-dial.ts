import type { DialRoute } from '#module/platform';
import { Framer, type FrameSink } from '#mqtt/codec/framer';
import type { StepEvent } from '#mqtt/observe';
import type { Route } from '#mqtt/route';

/** Which way a packet goes: to the broker, or from it. */
export type PacketDirection = '>' | '<';

/** Who looks on at one connection between a module and a broker. */
export interface ConnectionListener {
  /** Something was found out on the way to the broker. */
  step?(event: StepEvent): void;
  opened(): void;
  /** A whole packet; valid only during the call. @param headerBytes size of its fixed header */
  packet(direction: PacketDirection, bytes: Uint8Array, headerBytes: number): void;
  /** What goes this way is no MQTT, and is not looked at any more. */
  foreign(direction: PacketDirection): void;
  closed(error: Error | undefined): void;
  /** The module lets go of it at once. */
  dropped?(): void;
}

/** Makes one listener of two, told in this order. */
export function joinConnectionListeners(
  first: ConnectionListener,
  second: ConnectionListener,
): ConnectionListener {
  const both = [first, second];
  return {
    step: (event) => both.forEach((each) => void each.step?.(event)),
    opened: () => both.forEach((each) => void each.opened()),
    packet: (...packet) => both.forEach((each) => void each.packet(...packet)),
    foreign: (direction) => both.forEach((each) => void each.foreign(direction)),
    closed: (error) => both.forEach((each) => void each.closed(error)),
    dropped: () => both.forEach((each) => void each.dropped?.()),
  };
}

/**
 * Looks on at the packets between a module and its brokers, in clear also where TLS or WebSocket carries them.
 * @param listenerFor is asked for each connection as it is dialled
 */
export function watchDial(
  dial: DialRoute,
  listenerFor: (route: Route, link: number | undefined) => ConnectionListener,
): DialRoute {
  return (route, link) => (events) => {
    const listener = listenerFor(route, link);
    const sent = packetsOf(listener, '>');
    const received = packetsOf(listener, '<');
    let over = false;
    const { step } = listener;
    const observe = (event: StepEvent): void => {
      route.observe?.(event);
      step?.call(listener, event);
    };
    const transport = dial(
      step === undefined ? route : { ...route, observe },
      link,
    )({
      ...events,
      open() {
        listener.opened();
        events.open();
      },
      data(bytes) {
        received(bytes);
        events.data(bytes);
      },
      closed(error) {
        over = true;
        listener.closed(error);
        events.closed(error);
      },
    });
    return {
      get queued() {
        return transport.queued;
      },
      write(bytes) {
        sent(bytes);
        return transport.write(bytes);
      },
      pause: () => transport.pause(),
      resume: () => transport.resume(),
      end: (done) => transport.end(done),
      destroy() {
        if (!over) listener.dropped?.();
        over = true;
        transport.destroy();
      },
    };
  };
}

/** Finds whole packets, however they are cut. */
function packetsOf(listener: ConnectionListener, direction: PacketDirection): (bytes: Uint8Array) => void {
  const framer = new Framer();
  let foreign = false;
  const sink: FrameSink = {
    frame: (bytes, at, headerBytes, end) => listener.packet(direction, bytes.subarray(at, end), headerBytes),
  };
  return (bytes) => {
    if (foreign) return;
    try {
      framer.feed(bytes, sink);
    } catch {
      foreign = true;
      listener.foreign(direction);
    }
  };
}
