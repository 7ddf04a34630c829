import { describe, expect, test } from 'vitest';
import { RxFifo } from '#ports/filters/rx-fifo';
import { ManualClock, settled } from '#testing/index';
import { bareModule } from '../../support/bare-module.ts';
import { Listener, wire } from './support.ts';

function open(bytes: number, rts = false) {
  const { port, host } = wire();
  const lost: number[] = [];
  const module = new RxFifo(port, { bytes, rts, lost: (count) => lost.push(count) });
  return { host, module, lost, heard: new Listener(module, new ManualClock()) };
}

const TEXT = 'The quick brown fox jumps over the lazy dog.';

describe('while the module reads', () => {
  test('nothing is lost, however small the buffer', async () => {
    const { host, heard, lost } = open(1);
    for (let count = 0; count < 100; count++) host.write(TEXT);
    await settled();
    expect(heard.text).toBe(TEXT.repeat(100));
    expect(lost).toEqual([]);
  });
});

describe('while the module does not read', () => {
  test('the first bytes are kept and the rest is lost, counted once it reads again', async () => {
    const { host, module, heard, lost } = open(10);
    module.pause();
    for (const letter of TEXT) {
      host.write(letter);
      await settled();
    }
    expect([heard.text, lost]).toEqual(['', []]);
    module.resume();
    await settled();
    expect([heard.text, lost]).toEqual(['The quick ', [34]]);
    host.write(TEXT);
    await settled();
    expect([heard.text, lost]).toEqual([`The quick ${TEXT}`, [34]]);
  });

  test('the host is not held back', async () => {
    const { host, module, lost } = open(128);
    module.pause();
    let taken = 0;
    for (let count = 0; count < 64; count++) host.write(Buffer.alloc(65_536), () => taken++);
    for (let turn = 0; turn < 50; turn++) await settled();
    expect(taken).toBe(64);
    module.resume();
    await settled();
    expect(lost).toEqual([64 * 65_536 - 128]);
  });

  test('a burst counts from the byte at which the module stopped', async () => {
    const { host, module, heard, lost } = open(100);
    module.once('data', () => module.pause());
    host.write(Buffer.alloc(1000));
    await settled();
    module.resume();
    await settled();
    expect([heard.size, lost]).toEqual([164, [836]]);
  });

  test('what was lost is told also when the module never reads again', async () => {
    const { host, module, lost } = open(10);
    module.pause();
    host.write(TEXT);
    await settled();
    module.destroy();
    await settled();
    expect(lost).toEqual([34]);
  });
});

describe('with RTS', () => {
  test('the host is held back and nothing is lost', async () => {
    const { host, module, heard, lost } = open(10, true);
    module.pause();
    let taken = 0;
    for (let count = 0; count < 16; count++) host.write(Buffer.alloc(65_536), () => taken++);
    for (let turn = 0; turn < 50; turn++) await settled();
    expect(taken).toBeLessThan(8);
    module.resume();
    for (let turn = 0; turn < 50; turn++) await settled();
    expect([taken, heard.size, lost]).toEqual([16, 16 * 65_536, []]);
  });

  test('it can come into use and go out of it', async () => {
    const { host, module, heard, lost } = open(10);
    module.pause();
    module.rts = true;
    host.write(TEXT);
    await settled();
    module.rts = false;
    host.write('gone');
    await settled();
    module.resume();
    await settled();
    expect([heard.text, lost]).toEqual([TEXT, [4]]);
  });
});

test('a module whose broker takes nothing loses what a host sends on', async () => {
  const bare = bareModule();
  const { port, host } = wire();
  const lost: number[] = [];
  bare.module.attach(new RxFifo(port, { bytes: 16, rts: false, lost: (count) => lost.push(count) }), {
    name: 'host',
  });
  const answered = new Listener(host, bare.clock);
  const broker = {};
  bare.module.flow.brokerFull(broker);
  host.write('AT\r\nATE0\r\nAT+GMR\r\nAT+SYSRAM?\r\n');
  await settled();
  expect(answered.text).toBe('');
  bare.module.flow.brokerDrained(broker);
  await settled();
  expect(answered.text).toBe('AT\r\n\r\nOK\r\nATE0\r\n\r\nOK\r\n');
  expect(lost).toEqual([14]);
  // The line that was cut goes on where the host goes on.
  host.write('ATE1\r\n\r\n');
  await settled();
  expect(answered.text).toMatch(/ERROR\r\n$/);
});
