import { describe, expect, test } from 'vitest';
import { createMemoryFlash, type Flash, type FlashValue } from '#module/flash/flash';
import { createTestModule, settled } from '#testing/index';

/** What a module answers whose flash holds a value. */
async function answer(command: string, key: string, stored: FlashValue): Promise<string> {
  const flash = createMemoryFlash();
  flash.set(key, stored);
  return said(flash, command);
}

/** What a module with this flash answers, as latin1. */
async function said(flash: Flash, command: string): Promise<string> {
  const { host, close } = await createTestModule({ flash, echo: false });
  host.takeUnread();
  host.send(Buffer.from(`${command}\r\n`, 'latin1'));
  await settled();
  const answer = host.takeUnread().toString('latin1').replaceAll('\r\n', '⏎');
  await close();
  return answer;
}

describe('what commands stored', () => {
  test.each([
    ['AT+SYSMSG', 'sys.messages', '+SYSMSG:3⏎OK⏎', 3],
    [
      'AT+CWCOUNTRY',
      'wifi.country',
      '+CWCOUNTRY:1,"DE",3,9⏎⏎OK⏎',
      { policy: 1, code: 'DE', firstChannel: 3, channels: 9 },
    ],
  ])('%s? finds as values', async (command, key, line, stored) => {
    expect(await answer(`${command}?`, key, stored)).toBe(line);
  });

  test.each([
    ['AT+CWCOUNTRY', 'wifi.country', '0,"JP",2,11', '+CWCOUNTRY:0,"JP",2,11⏎⏎OK⏎'],
    [
      'AT+CIPSSLCCONF',
      'ip.sslClients',
      '0,0,0 1,1,0 2,0,1 3,1,1 0,0,0',
      '+CIPSSLCCONF:0,0,0,0⏎+CIPSSLCCONF:1,1,1,0⏎+CIPSSLCCONF:2,2,0,1⏎+CIPSSLCCONF:3,3,1,1⏎+CIPSSLCCONF:4,0,0,0⏎⏎OK⏎',
    ],
  ])('%s? reads as version 0.1.0 stored it', async (command, key, stored, line) => {
    expect(await answer(`${command}?`, key, stored)).toBe(line);
  });

  test.each([
    ['AT+SYSMSG', 'sys.messages', '3', '+SYSMSG:0⏎OK⏎'],
    ['AT+CWCOUNTRY', 'wifi.country', 'Germany', '+CWCOUNTRY:0,"CN",1,13⏎⏎OK⏎'],
    ['AT+CWCOUNTRY', 'wifi.country', { policy: 1, code: 'DE' }, '+CWCOUNTRY:0,"CN",1,13⏎⏎OK⏎'],
    ['AT+CWCOUNTRY', 'wifi.country', 7, '+CWCOUNTRY:0,"CN",1,13⏎⏎OK⏎'],
  ])('%s? passes over what is no such value', async (command, key, stored, line) => {
    expect(await answer(`${command}?`, key, stored)).toBe(line);
  });

  test.each([['0,0,0'], [[1, 2, 3, 4, 5]], [true]])(
    'AT+CIPSSLCCONF? passes over what is no such value: %j',
    async (stored) => {
      expect(await answer('AT+CIPSSLCCONF?', 'ip.sslClients', stored)).toMatch(
        /^(\+CIPSSLCCONF:\d,0,0,0⏎){5}⏎OK⏎$/,
      );
    },
  );

  test.each([
    ['AT+CWCOUNTRY_DEF=0,"\xce\xc2",1,13', 'AT+CWCOUNTRY?', '+CWCOUNTRY:0,"\xce\xc2",1,13⏎⏎OK⏎'],
    ['AT+CIPSNTPCFG=1,0,"\xce\xc2","a"', 'AT+CIPSNTPCFG?', '+CIPSNTPCFG:1,0,"\xce\xc2","a"⏎⏎OK⏎'],
  ])('%s keeps the bytes of what is no text, in the flash too', async (set, query, line) => {
    const flash = createMemoryFlash();
    await said(flash, set);
    expect(await said(flash, query)).toContain(line);
  });

  test('is stored as values', async () => {
    const flash = createMemoryFlash();
    await said(flash, 'AT+CWCOUNTRY_DEF=1,"DE",3,9');
    await said(flash, 'AT+CIPSSLCCONF=2,1,1');
    expect(flash.get('wifi.country')).toEqual({ policy: 1, code: 'DE', firstChannel: 3, channels: 9 });
    expect(flash.get('ip.sslClients')).toContainEqual({ authMode: 2, pki: 1, ca: 1 });
  });
});
