import { createHash, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { SerialPort } from 'serialport';
import { describe, expect, test } from 'vitest';
import { createMemoryPort, type Port } from '../../src/ports/index.ts';
import { closeSerial, event, happens, openPort, openSerial, read, within, write } from './helpers.ts';

type Open = { port: Port; host: Duplex; module: Duplex };
type Kind = {
  name: string;
  open(): Promise<Open>;
  leave(host: Duplex): Promise<void>;
  /** More bytes than the system buffers on its own between the two ends. */
  bulk: number;
  /** The module's stream outlives its host. */
  stays?: true;
};

const destroy = async (host: Duplex) => {
  host.destroy();
};

const kinds: Kind[] = [
  {
    name: 'memory',
    bulk: 1 << 20,
    leave: destroy,
    async open() {
      const memory = createMemoryPort();
      const { port, events } = await openPort(memory);
      return { port, host: memory.host, module: await events.next() };
    },
  },
  {
    name: 'tcp-listen',
    bulk: 24 << 20,
    leave: destroy,
    async open() {
      const { port, events } = await openPort('tcp-listen:0');
      if (port.info.kind !== 'tcp') throw new Error('not tcp');
      const host: Socket = connect(port.info.port, port.info.host);
      await within('connection', event(host, 'connect'));
      return { port, host, module: await events.next() };
    },
  },
  {
    name: 'pty',
    bulk: 1 << 20,
    stays: true,
    async leave(host) {
      if (host instanceof SerialPort) await closeSerial(host);
    },
    async open() {
      const { port, events } = await openPort('pty');
      if (port.info.kind !== 'pty') throw new Error('not a pty');
      const module = await events.next();
      const host = await openSerial(port.info.path);
      // The host speaks first, so that the port knows of it before the module speaks.
      host.write('hello');
      await read(module, 5);
      return { port, host, module };
    },
  },
];

describe.each(kinds)('$name', ({ open, leave, bulk, stays }) => {
  const directions = [
    ['host to module', ({ host, module }: Open) => [host, module] as const],
    ['module to host', ({ host, module }: Open) => [module, host] as const],
  ] as const;

  describe.each(directions)('%s', (_name, ends) => {
    test('every byte value arrives as it was sent', async () => {
      const [from, to] = ends(await open());
      const bytes = Buffer.from(Array.from({ length: 256 }, (_, value) => value));
      const arrived = read(to, bytes.length);
      await write(from, bytes);
      expect(await arrived).toEqual(bytes);
    });

    test('a mebibyte of random bytes arrives whole', async () => {
      const [from, to] = ends(await open());
      const bytes = randomBytes(1 << 20);
      const arrived = read(to, bytes.length);
      await write(from, bytes);
      expect(digest(await arrived)).toBe(digest(bytes));
    });

    test('a slow reader holds the writer back, and nothing is lost', async () => {
      const [from, to] = ends(await open());
      const chunk = randomBytes(16_384);
      const sent = createHash('sha256');
      let offered = 0;
      let most = 0;
      const offer = (): boolean => {
        sent.update(chunk);
        offered += chunk.length;
        const more = from.write(chunk);
        most = Math.max(most, from.writableLength);
        return more;
      };
      // Fills up with nobody reading, until the way stays full.
      while (offered < bulk && (offer() || (await happens(event(from, 'drain'), 400))));
      expect(offered).toBeLessThan(bulk);

      const arrived = createHash('sha256');
      let received = 0;
      const all = new Promise<void>((resolve) => {
        to.resume().on('data', (bytes: Buffer) => {
          arrived.update(bytes);
          received += bytes.length;
          if (received === bulk) resolve();
        });
      });
      while (offered < bulk) {
        if (from.writableNeedDrain) await within('drain', event(from, 'drain'));
        offer();
      }
      await within(`the rest of ${bulk} bytes`, all);
      expect(arrived.digest('hex')).toBe(sent.digest('hex'));
      expect(most).toBeLessThanOrEqual(from.writableHighWaterMark + chunk.length);
    });
  });

  test('opens and closes ten times over', async () => {
    for (let round = 0; round < 10; round++) {
      const { port, host, module } = await open();
      const heard = read(module, 4);
      await write(host, 'AT\r\n');
      expect(`${await heard}`).toBe('AT\r\n');
      await leave(host);
      await within('port to close', port.close());
    }
  });

  test('closing twice is harmless', async () => {
    const { port, module } = await open();
    await within('port to close', port.close());
    await within('port to close again', port.close());
    expect(module.destroyed).toBe(true);
  });

  test('a host that vanishes in the middle of a reply does no harm', async () => {
    const { host, module } = await open();
    module.on('error', () => {});
    module.resume();
    module.write(Buffer.alloc(1 << 20));
    // The host of a pty may come back, so that its stream stays.
    const over = stays ? write(module, 'not heard') : event(module, 'close');
    await leave(host);
    await within('the module to be free', over);
  });
});

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
