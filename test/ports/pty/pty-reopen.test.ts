import { closeSync, constants, createReadStream, openSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { needs } from '../../support/needs.ts';
import {
  closeSerial,
  event,
  eventually,
  openPort,
  openSerial,
  read,
  tempFolder,
  within,
  write,
} from '../support/helpers.ts';
import { of } from '../support/kind.ts';

async function open(spec = 'pty') {
  const { port, events } = await openPort(spec);
  const module = await events.next();
  if (port.reopen === undefined) throw new Error('it cannot be opened again');
  return { port, events, module, reopen: () => port.reopen?.(), path: () => of('pty', port.info).path };
}

/** A host that is known to the port. */
async function attach(path: string, module: Duplex) {
  const host = await openSerial(path);
  const heard = read(module, 4);
  host.write('AT\r\n');
  expect(`${await heard}`).toBe('AT\r\n');
  // Only who reads sees a hang-up.
  return host.resume();
}

describe('a pty that goes away and comes back', needs('Unix'), () => {
  test('hangs up on its host, and the link leads to the next terminal', async () => {
    const link = join(tempFolder(), 'esp');
    const { events, module, reopen, path } = await open(`pty:${link}`);
    const first = path();
    const host = await attach(link, module);
    const over = event(host, 'close');
    reopen();
    await within('hang-up', over);
    await eventually('next terminal', () => path() !== first);
    expect(readlinkSync(link)).toBe(path());
    expect(events.notices).toEqual([`info: pty ${first} hung up and is now ${path()}`]);

    const again = await attach(link, module);
    const reply = read(again, 6);
    await write(module, '\r\nOK\r\n');
    expect(`${await reply}`).toBe('\r\nOK\r\n');
    expect(module.destroyed).toBe(false);
  });

  test('leaves the host with a descriptor that is dead', async () => {
    const { module, reopen, path } = await open();
    const descriptor = openSync(path(), constants.O_RDWR | constants.O_NOCTTY);
    const host = createReadStream('', { fd: descriptor, autoClose: false });
    onTestFinished(() => closeSync(descriptor));
    const over = new Promise<void>((resolve) => host.on('end', resolve).on('error', () => resolve()));
    host.resume();
    module.resume();
    reopen();
    await within('end of input', over);
    expect(() => openSync(path(), constants.O_RDWR | constants.O_NOCTTY)).not.toThrow();
  });

  test('lets its host read what was said before, and nobody what is said meanwhile', async () => {
    const { module, reopen, path } = await open();
    const host = await attach(path(), module);
    let heard = '';
    host.on('data', (chunk: Buffer) => {
      heard += chunk;
    });
    const over = event(host, 'close');
    await write(module, 'OK\r\n');
    reopen();
    const ready = write(module, 'ready\r\n');
    await within('hang-up', over);
    await ready;
    expect(heard).toBe('OK\r\n');
    const next = await attach(path(), module);
    const reply = read(next, 2);
    await write(module, 'OK');
    expect(`${await reply}`).toBe('OK');
  });

  test('is not stopped by a host that does not read', async () => {
    const { module, reopen, path } = await open();
    const first = path();
    const host = await attach(first, module);
    host.pause();
    const all = write(module, Buffer.alloc(1 << 20));
    reopen();
    reopen();
    await all;
    await eventually('next terminal', () => path() !== first);
    const second = path();
    await closeSerial(host);
    await attach(second, module);
    expect(path()).toBe(second);
  });

  test('hears nothing more from the host before', async () => {
    const { module, reopen, path } = await open();
    const host = await attach(path(), module);
    const over = event(host, 'close');
    reopen();
    host.write('AT+LOST\r\n');
    await within('hang-up', over);
    // It would be heard first.
    await attach(path(), module);
  });

  test('stays closed when it is closed meanwhile', async () => {
    const { port, events, module, reopen } = await open();
    reopen();
    await port.close();
    expect(module.destroyed).toBe(true);
    reopen();
    expect(events.notices).toEqual([]);
  });
});
