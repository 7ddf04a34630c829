import { expect, onTestFinished, test } from 'vitest';
import { createMemoryFlash, type Flash } from '#module/flash/flash';
import { createTestModule } from '#testing/index';

// Up to version 0.1.0 lists of servers were stored as one text, with spaces between them.

test.each([
  ['wifi.dns', 'AT+CIPDNS?', '+CIPDNS:1,"9.9.9.9","1.1.1.1"'],
  ['sntp.servers', 'AT+CIPSNTPCFG?', '+CIPSNTPCFG:1,8,"9.9.9.9","1.1.1.1"'],
])('%s is read as text and as a list', async (key, query, answer) => {
  for (const stored of ['9.9.9.9 1.1.1.1', ['9.9.9.9', '1.1.1.1']]) {
    const flash = createMemoryFlash();
    flash.set(key, stored);
    flash.set('sntp.enabled', true);
    flash.set('sntp.zone', '8');
    expect(await answerOf(flash, query)).toContain(`${answer}\r\n\r\nOK\r\n`);
  }
});

test('what is no list of servers counts as none', async () => {
  const flash = createMemoryFlash();
  flash.set('wifi.dns', ['9.9.9.9', 7]);
  expect(await answerOf(flash, 'AT+CIPDNS?')).toContain('+CIPDNS:0,"192.168.4.1"\r\n');
});

async function answerOf(flash: Flash, query: string): Promise<string> {
  const { host, close } = await createTestModule({ flash, echo: false });
  onTestFinished(close);
  return host.command(query);
}
