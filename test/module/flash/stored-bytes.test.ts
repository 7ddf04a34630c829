import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromStored, toStored } from '#module/flash/stored-bytes';
import { createTestModule, settled } from '#testing/index';
import { folder } from '../../support/folder.ts';

const GBK = Buffer.from([0xce, 0xc2, 0xb6, 0xc8]);

/** What a module with this flash answers. */
async function said(flash: string, command: string): Promise<Buffer> {
  const { host, close } = await createTestModule({ flash, echo: false });
  host.send(Buffer.from(`${command}\r\n`, 'latin1'));
  await settled();
  const answer = host.takeUnread();
  await close();
  return answer;
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

  const answer = (await said(directory, 'AT+CWJAP?')).toString('latin1');
  expect(answer).toContain(`+CWJAP:"${GBK.toString('latin1')}",`);
});

test('what an earlier version stored is still read', async () => {
  const directory = folder();
  writeFileSync(join(directory, 'nvs.json'), '{"wifi.ssid":"温度","wifi.password":"geheim","wifi.bssid":""}');
  expect(`${await said(directory, 'AT+CWSTATE?')}`).toContain('+CWSTATE:2,"温度"');
});
