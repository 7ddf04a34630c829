import type { FaultSet } from '../fault-set.ts';
import { missampled } from './missampled.ts';

/** Which way bytes go. */
export type Way = 'toModule' | 'toHost';

/** Where bytes pass: which way, and whose chances are drawn for them. */
export interface Passage {
  readonly way: Way;
  readonly lane: number;
  /** Bits a second at the host's end, where what a module of another speed says is to be noise here. */
  hostBaud(): number | undefined;
}

/** Whether a fault concerns bytes that go this way. */
export function concerning(way: Way): (parameters: { readonly direction: Way | 'both' }) => boolean {
  return ({ direction }) => direction === 'both' || direction === way;
}

/** What becomes of bytes on a bad line. @returns what is left of them */
export function damaged(bytes: Buffer, passage: Passage, faults: FaultSet): Buffer {
  const { way, lane } = passage;
  const concerns = concerning(way);
  if (faults.take('uart.silence', concerns, lane) !== undefined) return bytes.subarray(0, 0);
  let left = bytes;
  if (faults.find('uart.lose', concerns) !== undefined) {
    left = left.filter(() => faults.take('uart.lose', concerns, lane) === undefined) as Buffer;
  }
  if (faults.find('uart.double', concerns) !== undefined) left = doubled(left, passage, faults);
  if (faults.find('uart.flip', concerns) !== undefined) left = flipped(left, passage, faults);
  return misread(left, passage, faults);
}

/** What is read of bytes that were sent at another speed. */
function misread(bytes: Buffer, { way, lane, hostBaud }: Passage, faults: FaultSet): Buffer {
  const concerns = concerning(way);
  if (faults.find('uart.wrongBaud', concerns) === undefined) return bytes;
  const host = hostBaud();
  if (host === undefined) return bytes;
  const wrong = faults.take('uart.wrongBaud', (asked) => concerns(asked) && asked.baud !== host, lane);
  if (wrong === undefined) return bytes;
  const module = wrong.parameters.baud;
  return way === 'toHost' ? missampled(bytes, module, host) : missampled(bytes, host, module);
}

function doubled(bytes: Buffer, { way, lane }: Passage, faults: FaultSet): Buffer {
  const concerns = concerning(way);
  const out: number[] = [];
  for (const byte of bytes) {
    out.push(byte);
    if (faults.take('uart.double', concerns, lane) !== undefined) out.push(byte);
  }
  return Buffer.from(out);
}

function flipped(bytes: Buffer, { way, lane }: Passage, faults: FaultSet): Buffer {
  const concerns = concerning(way);
  // A copy: the same bytes go to other hosts, and what a host sent may be its own.
  const out = Buffer.from(bytes);
  for (const [at, byte] of out.entries()) {
    const fault = faults.take('uart.flip', concerns, lane);
    if (fault === undefined) continue;
    const bit = fault.parameters.bit ?? Math.floor(fault.randomOf(lane).next() * 8);
    out[at] = byte ^ (1 << bit);
  }
  return out;
}
