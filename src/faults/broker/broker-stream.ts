import { Duplex } from 'node:stream';
import { writeDisconnect } from '#mqtt/codec/disconnect';
import type { Timers } from '#time/timers';
import type { BrokerConnections } from './connections.ts';
import { encode } from './encode.ts';

/** So long a client that was kicked has to take what it was sent before. */
const LAST_WORD_MS = 1000;

/**
 * A client's stream as the embedded broker has it, with a filter for the packets of both.
 * @param accept lets another client in
 */
export function faultyStream(
  client: Duplex,
  connections: BrokerConnections,
  timers: Timers,
  accept: (other: Duplex) => void,
): Duplex {
  let kicked = false;
  const stream = new Duplex({
    read: () => void client.resume(),
    write(bytes: Buffer, _encoding, done) {
      filter.fromBroker(bytes);
      if (client.writableNeedDrain) client.once('drain', () => done());
      else done();
    },
    final: (done) => void client.end(() => done()),
    destroy(error, done) {
      filter.close();
      // What it was sent before it was kicked leaves first.
      if (!kicked) client.destroy();
      done(error);
    },
  });
  const filter = connections.open({
    toBroker(bytes) {
      if (!stream.push(bytes)) client.pause();
    },
    toClient: (bytes) => void (client.writable && client.write(bytes)),
    close() {
      kicked = true;
      const giveUp = timers.after(LAST_WORD_MS, () => client.destroy());
      client.once('close', giveUp);
      client.end(() => client.destroy());
      stream.destroy();
    },
    clientTakesMore: () => client.writable && !client.writableNeedDrain,
    another: (connect, staysMs) => accept(visitor(connect, staysMs, timers)),
  });
  client.on('data', (bytes: Buffer) => {
    if (!stream.destroyed) filter.fromClient(bytes);
  });
  client.on('drain', () => filter.ready());
  client.on('end', () => stream.push(null));
  client.on('error', (error) => stream.destroy(error));
  client.on('close', () => {
    filter.close();
    // What came before it closed is still to be read.
    if (stream.readableEnded || client.errored || !client.readableEnded) stream.destroy();
    else stream.once('end', () => stream.destroy());
  });
  return stream;
}

/** A client that connects, stays for a while and reads nothing. */
function visitor(connect: Uint8Array, staysMs: number, timers: Timers): Duplex {
  const leave = timers.after(staysMs, () => {
    stream.push(encode(writeDisconnect));
    stream.push(null);
  });
  const stream = new Duplex({
    read() {},
    write: (_bytes, _encoding, done) => done(),
    destroy(error, done) {
      leave();
      done(error);
    },
  });
  stream.push(connect);
  return stream;
}
