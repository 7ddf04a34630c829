import type { Duplex } from 'node:stream';
import type { Timers } from '#time/timers';
import { BaudThrottle } from './baud-throttle.ts';
import { Chunker } from './chunker.ts';
import { type BarrierAction, Filter } from './filter.ts';
import { RxFifo } from './rx-fifo.ts';

export interface FilterOptions {
  /** Carry bytes no faster than the baud rate. */
  readonly pace: boolean;
  /** Greatest size in bytes of a piece of output; 0: as it comes. */
  readonly chunk: number;
  /** Milliseconds between two pieces. */
  readonly chunkDelayMs: number;
  /** Bytes of the receive buffer; 0: the host is held back instead. */
  readonly rxFifoBytes: number;
  readonly line: LineState;
  /** The receive buffer has lost so many bytes. */
  lost(count: number): void;
}

/** What the filters must know of the UART's settings. */
export interface LineState {
  /** Bits a second. */
  readonly baud: number;
  /** RTS holds the host back. */
  readonly rts: boolean;
}

/** A host's stream with its filters. */
export interface FilteredStream {
  /** For the module. */
  readonly stream: Duplex;
  /** For the bytes that follow. */
  setLine(line: LineState): void;
  /** Calls `action` between the bytes written so far and those that follow; the latter wait for its `proceed`. */
  barrier(action: BarrierAction): void;
}

/**
 * Joins the filters that are on between a port and its module; with none the stream stays as it is.
 *
 * The order is port, chunk, pace, receive buffer, module. What is nearest to the host decides what the host sees,
 * so the cutting comes last on the way out: a wire that catches up after a late timer would join the pieces again.
 * On the way in the wire comes first, because the receive buffer is where the wire ends.
 */
export function joinFilters(port: Duplex, options: FilterOptions, timers: Timers): FilteredStream {
  const { pace, chunk, chunkDelayMs, rxFifoBytes, line } = options;
  let stream = port;
  if (chunk > 0) stream = new Chunker(stream, { bytes: chunk, delayMs: chunkDelayMs }, timers);
  const wire = pace ? new BaudThrottle(stream, line.baud, timers) : undefined;
  stream = wire ?? stream;
  const { lost } = options;
  const fifo = rxFifoBytes > 0 ? new RxFifo(stream, { bytes: rxFifoBytes, rts: line.rts, lost }) : undefined;
  const top = fifo ?? stream;
  return {
    stream: top,
    setLine({ baud, rts }) {
      wire?.setBaud(baud);
      if (fifo !== undefined) fifo.rts = rts;
    },
    barrier: (action) => (top instanceof Filter ? top.barrier(action) : action(() => {})),
  };
}
