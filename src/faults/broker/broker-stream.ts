import { Duplex } from 'node:stream';
import type { FaultSet } from '../fault-set.ts';
import { PacketFilter } from './packet-filter.ts';

/** A client's stream as the embedded broker has it, with a filter for the packets of both. */
export function faultyStream(client: Duplex, faults: FaultSet): Duplex {
  const stream = new Duplex({
    read: () => void client.resume(),
    write(bytes: Buffer, _encoding, done) {
      filter.fromBroker(bytes);
      if (client.writableNeedDrain) client.once('drain', () => done());
      else done();
    },
    final: (done) => void client.end(() => done()),
    destroy(error, done) {
      client.destroy();
      done(error);
    },
  });
  const filter = new PacketFilter(faults, {
    toBroker(bytes) {
      if (!stream.push(bytes)) client.pause();
    },
    toClient: (bytes) => void (client.writable && client.write(bytes)),
    close: () => void client.end(),
  });
  client.on('data', (bytes: Buffer) => filter.fromClient(bytes));
  client.on('end', () => stream.push(null));
  client.on('error', (error) => stream.destroy(error));
  client.on('close', () => stream.destroy());
  return stream;
}
