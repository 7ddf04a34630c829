import { english } from '#messages/language';
import type { DialRoute } from '#module/platform';
import type { StepEvent } from '#mqtt/observe';
import type { Route } from '#mqtt/route';
import type { Transport, TransportEvents } from '#mqtt/transport';
import { Capture } from '#pcap/capture';
import { ManualClock } from '#testing/index';

/** A dial whose other end the test plays. */
export class ScriptedWire {
  /** What the module has written. */
  readonly written: Uint8Array[] = [];
  paused = false;
  /** What `write` returns. */
  wants = true;
  events!: TransportEvents;
  observe: (event: StepEvent) => void = () => {};

  readonly dial: DialRoute = (route) => (events) => {
    this.events = events;
    this.observe = (event) => route.observe?.(event);
    return this.#transport;
  };

  readonly #transport: Transport = {
    queued: 0,
    write: (bytes) => {
      this.written.push(bytes);
      return this.wants;
    },
    pause: () => {
      this.paused = true;
    },
    resume: () => {
      this.paused = false;
    },
    end() {},
    destroy() {},
  };

  /** TCP comes about between these ends. */
  connects(address: string, port: number, localAddress: string, localPort: number): void {
    this.observe({ step: 'tcp', found: 'attempt', address, port, localAddress, localPort });
    this.observe({ step: 'tcp', found: 'connection', address, port });
  }
}

/** A capture in memory, and modules that it looks on at. */
export function inMemory({
  several = false,
  takes = () => true,
}: {
  several?: boolean;
  takes?: () => boolean;
} = {}) {
  const clock = new ManualClock();
  const blocks: Uint8Array[] = [];
  const capture = new Capture({
    clock,
    language: english,
    program: 'atmqtt test',
    several,
    write(bytes) {
      blocks.push(bytes);
      return takes();
    },
  });
  return {
    clock,
    capture,
    /** All that was written. */
    file(): Buffer {
      capture.flush();
      return Buffer.concat(blocks);
    },
  };
}

/** What the owner of a transport hears. */
export function owner(): TransportEvents & { readonly heard: string[] } {
  const heard: string[] = [];
  return {
    heard,
    open: () => heard.push('open'),
    data: (bytes) => heard.push(`data ${bytes.length}`),
    drain: () => heard.push('drain'),
    closed: (error) => heard.push(`closed ${error?.message ?? ''}`.trim()),
  };
}

export const ROUTE: Route = { host: '127.0.0.1', port: 8883 };
