const DATA_BITS = 8;
/** Start, data and stop. */
const FRAME_BITS = 10;

/**
 * What a receiver makes of bytes that were sent at another speed, one right behind the other, on an idle line: it waits for
 * the line to fall, looks at it in the middle of each bit that it expects, and waits for it to rise where it finds no stop
 * bit.
 */
export function missampled(bytes: Uint8Array, sentBaud: number, readBaud: number): Buffer {
  if (sentBaud === readBaud) return Buffer.from(bytes);
  /** Of the receiver's bits, how many of the sender's. */
  const step = sentBaud / readBaud;
  const end = bytes.length * FRAME_BITS;
  const read: number[] = [];
  for (let at = nextStart(bytes, 0); at < end; ) {
    let byte = 0;
    for (let bit = 0; bit < DATA_BITS; bit++) {
      if (levelAt(bytes, at + (bit + 1.5) * step)) byte |= 1 << bit;
    }
    read.push(byte);
    const stop = at + (FRAME_BITS - 0.5) * step;
    at = nextStart(bytes, levelAt(bytes, stop) ? stop : nextIdle(bytes, stop));
  }
  return Buffer.from(read);
}

/** Whether the line is high, in the middle of a bit or not. */
function levelAt(bytes: Uint8Array, time: number): boolean {
  const bit = Math.floor(time);
  const byte = bytes[Math.floor(bit / FRAME_BITS)];
  const place = bit % FRAME_BITS;
  if (byte === undefined || place === FRAME_BITS - 1) return true;
  return place > 0 && (byte & (1 << (place - 1))) !== 0;
}

/** Where the line falls next. @param from where it is high, or the very beginning */
function nextStart(bytes: Uint8Array, from: number): number {
  const end = bytes.length * FRAME_BITS;
  let at = Math.floor(from);
  while (at < end && levelAt(bytes, at)) at++;
  return at;
}

/** Where the line is high again. */
function nextIdle(bytes: Uint8Array, from: number): number {
  let at = Math.floor(from);
  while (!levelAt(bytes, at)) at++;
  return at;
}
