import { expect, test } from 'vitest';
import { createMemoryFlash } from '#module/flash/flash';
import { ModuleBench } from '../support/module-bench.ts';

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
    const { module, host } = start(flash);
    host.send(`${query}\r\n`);
    expect(await host.heard()).toContain(`${answer}\r\n\r\nOK\r\n`);
    module.powerOff();
  }
});

test('what is no list of servers counts as none', async () => {
  const flash = createMemoryFlash();
  flash.set('wifi.dns', ['9.9.9.9', 7]);
  const { host } = start(flash);
  host.send('AT+CIPDNS?\r\n');
  expect(await host.heard()).toContain('+CIPDNS:0,"192.168.4.1"\r\n');
});

function start(flash: ReturnType<typeof createMemoryFlash>) {
  const bench = new ModuleBench([], { flash });
  const host = bench.attach('host', { echo: false });
  bench.module.boot();
  return { module: bench.module, host };
}
