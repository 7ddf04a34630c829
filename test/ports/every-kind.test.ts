import { createHash, randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { needs } from '../support/needs.ts';
import { event, eventually, happens, read, within, write } from './support/helpers.ts';
import type { Kind, Open } from './support/kind.ts';
import { kinds } from './support/kinds.ts';
import { ModuleBehindPort } from './support/module-behind-port.ts';

/** Bytes that may wait unread at the module's or the host's end while the writer is held back. */
const READ_AHEAD = 256 << 10;

for (const kind of kinds) describe(kind.name, needs(...(kind.needed ?? [])), () => suite(kind));

function suite({ open, leave, bulk, stays, hosts, discards }: Kind): void {
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
      // A reader that has read and then stops, for one that never began may be held back by chance.
      const first = read(to, 4);
      await write(from, 'ATE0');
      await first;
      const chunk = randomBytes(16_384);
      const sent = createHash('sha256');
      let offered = 0;
      let highest = 0;
      const offer = (): boolean => {
        sent.update(chunk);
        offered += chunk.length;
        const more = from.write(chunk);
        highest = Math.max(highest, from.writableLength);
        return more;
      };
      // Fills up with nobody reading, until the way stays full.
      while (offered < bulk && (offer() || (await happens(event(from, 'drain'), 400))));
      expect(offered).toBeLessThan(bulk);
      expect(to.readableLength).toBeLessThanOrEqual(READ_AHEAD);

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
      expect(highest).toBeLessThanOrEqual(from.writableHighWaterMark + chunk.length);
    });
  });

  const discardTest = discards === true ? test : undefined;
  discardTest?.('what is discarded does not come, and what follows does', async () => {
    const { host, module } = await open();
    const first = read(host, 4);
    await write(module, 'ATE0');
    await first;
    // In many writes, of which the first ones fill the way.
    const chunk = Buffer.alloc(16_384, 'x');
    for (let offered = 0; offered < bulk; offered += chunk.length) module.write(chunk);
    await happens(event(module, 'drain'), 400);
    expect(module.writableLength).toBeGreaterThan(bulk / 2);
    (module as Duplex & { discard(): void }).discard();
    module.write('OK\r\n');
    let [heard, size] = ['', 0];
    host.resume().on('data', (bytes: Buffer) => {
      heard = (heard + bytes.toString('latin1')).slice(-6);
      size += bytes.length;
    });
    await eventually('OK', () => heard === 'xxOK\r\n');
    // No more than the system had.
    expect(size).toBeLessThan(bulk / 2);
  });

  test('a mebibyte each way at the same time arrives whole', async () => {
    const { host, module } = await open();
    const [commands, replies] = [randomBytes(1 << 20), randomBytes(1 << 20)];
    const arrived = [read(module, commands.length), read(host, replies.length)];
    await Promise.all([write(host, commands), write(module, replies)]);
    const [heard, answered] = await Promise.all(arrived);
    expect(heard?.equals(commands)).toBe(true);
    expect(answered?.equals(replies)).toBe(true);
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

  test('a host that vanishes in the middle of data mode leaves the rest to the next one', async () => {
    const behind = await ModuleBehindPort.start();
    const opened = await open();
    const first = behind.attach(opened);
    await first.command(`AT+MQTTUSERCFG=0,1,"desk","","",0,0,""`);
    await first.command(`AT+MQTTCONN=0,"127.0.0.1",${behind.broker.port},0`);
    first.send('AT+MQTTPUBRAW=0,"photo",10,0,0\r\n');
    await first.expect('>');
    first.send('first');
    await eventually('half of the data', () => behind.module.at.dataRemaining === 5);
    await leave(opened.host);
    if (stays !== true) await behind.logged(/disconnected in data mode, 5 bytes are missing; the next host/);

    const next = hosts === 'one' || opened.another === undefined ? await open() : await opened.another();
    const second = behind.attach(next);
    second.send('other');
    await second.expect('+MQTTPUB:OK\r\n');
    expect(await behind.broker.got('publish')).toMatchObject({ payload: Buffer.from('firstother') });
    await second.command('AT');
  });

  if (hosts === 'many')
    test('two hosts both get replies, and each its own echo', async () => {
      const behind = await ModuleBehindPort.start();
      const opened = await open();
      if (opened.another === undefined) throw new Error('it has no other host');
      const one = behind.attach(opened);
      const two = behind.attach(await opened.another());
      one.send('AT\r\n');
      await one.expectNext('AT\r\n\r\nOK\r\n');
      await two.expectNext('\r\nOK\r\n');
      two.send('AT+CWMODE?\r\n');
      await two.expectNext('AT+CWMODE?\r\n+CWMODE:1\r\n\r\nOK\r\n');
      await one.expectNext('+CWMODE:1\r\n\r\nOK\r\n');
      await leave(opened.host);
      two.send('AT\r\n');
      await two.expectNext('AT\r\n\r\nOK\r\n');
    });

  if (hosts === 'one by one')
    test('the next host finds the module where the last one left it', async () => {
      const behind = await ModuleBehindPort.start();
      const opened = await open();
      if (opened.another === undefined) throw new Error('it has no other host');
      await behind.attach(opened).command('AT+CWMODE=3');
      await leave(opened.host);
      const next = behind.attach(await opened.another());
      expect(await next.command('AT+CWMODE?')).toContain('+CWMODE:3\r\n\r\nOK\r\n');
    });
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
