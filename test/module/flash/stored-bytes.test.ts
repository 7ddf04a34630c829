import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromStored, toStored } from '#module/flash/stored-bytes';
import { openFlashDirectory } from '#node/flash/directory';
import { folder } from '../../support/folder.ts';
import { ModuleBench } from '../../support/module-bench.ts';

const GBK = Buffer.from([0xce, 0xc2, 0xb6, 0xc8]);

async function said(directory: string, command: string): Promise<Buffer> {
  const host = new ModuleBench([], { flash: openFlashDirectory(directory) }).attach('desk', { echo: false });
  host.send(Buffer.from(`${command}\r\n`, 'latin1'));
  return Buffer.from(await host.heard(), 'latin1');
}

test('any bytes come back from the flash as they were', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 40 }),
      (bytes) => fromStored(toStored(bytes))?.equals(bytes) === true,
    ),
  );
  expect(toStored(Buffer.from('温度'))).toBe('温度');
  expect(toStored(GBK)).toEqual({ hex: 'cec2b6c8' });
});

test('what is no such value counts as none, and a number as its digits', () => {
  for (const other of [undefined, ['a'], { hex: 'xy' }, { hex: 'abc' }, { hex: 1 }, { text: 'a' }]) {
    expect(fromStored(other)).toBeUndefined();
  }
  expect(fromStored(12345678)).toEqual(Buffer.from('12345678'));
});

test('an access point in GBK outlives the program with its bytes and its password', async () => {
  const directory = folder();
  await said(directory, `AT+CWJAP="${GBK.toString('latin1')}","\xff\xfe"`);
  const values = JSON.parse(readFileSync(join(directory, 'nvs.json'), 'utf8'));
  expect(values).toMatchObject({ 'wifi.ssid': { hex: 'cec2b6c8' }, 'wifi.password': { hex: 'fffe' } });

  const host = new ModuleBench([], { flash: openFlashDirectory(directory) });
  host.module.boot();
  const desk = host.attach('desk', { echo: false });
  desk.send('AT+CWJAP?\r\n');
  expect(await desk.heard()).toContain(`+CWJAP:"${GBK.toString('latin1')}",`);
});

test('what an earlier version stored is still read', async () => {
  const directory = folder();
  writeFileSync(join(directory, 'nvs.json'), '{"wifi.ssid":"温度","wifi.password":"geheim","wifi.bssid":""}');
  const bench = new ModuleBench([], { flash: openFlashDirectory(directory) });
  bench.module.boot();
  const desk = bench.attach('desk', { echo: false });
  desk.send('AT+CWSTATE?\r\n');
  expect(Buffer.from(await desk.heard(), 'latin1').toString()).toContain('+CWSTATE:2,"温度"');
});
