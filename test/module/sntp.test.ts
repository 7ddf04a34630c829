import { expect, test } from 'vitest';
import { ModuleBench } from '../support/module-bench.ts';

// What the transcripts cannot show: answers that come after the question has changed [B-SNTP-1].

/** A module whose time servers answer when the test says so. */
function startModule() {
  const answers = new Map<string, (ms: number) => void>();
  const bench = new ModuleBench(['sntp=network'], {
    askTime: (server) => new Promise((resolve) => answers.set(server, resolve)),
  });
  bench.module.boot();
  const host = bench.attach('host', { echo: false });
  return { answers, bench, host };
}

test('an answer to an earlier configuration is not taken', async () => {
  const { answers, bench, host } = startModule();
  host.send('AT+CIPSNTPCFG=1,0,"first"\r\n');
  await host.heard();
  host.send('AT+CIPSNTPCFG=1,0,"second"\r\n');
  await host.heard();
  answers.get('first')?.(1000);
  expect(await host.heard()).toBe('');
  answers.get('second')?.(2_000_000);
  expect(await host.heard()).toBe('+TIME_UPDATED\r\n');
  expect(bench.module.moduleClock.now()).toBe(2_000_000);
});

test('an answer that comes after SNTP was switched off is not taken', async () => {
  const { answers, host } = startModule();
  host.send('AT+CIPSNTPCFG=1,0,"first"\r\n');
  await host.heard();
  host.send('AT+CIPSNTPCFG=0\r\n');
  expect(await host.heard()).toBe('\r\nOK\r\n');
  answers.get('first')?.(1000);
  expect(await host.heard()).toBe('');
});

test('an answer that comes after a restart is not taken, for the module asks anew', async () => {
  const { answers, host } = startModule();
  host.send('AT+CIPSNTPCFG=1,0,"first"\r\n');
  await host.heard();
  const early = answers.get('first');
  host.send('AT+RST\r\n');
  expect(await host.heard()).toBe('\r\nOK\r\n\r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n');
  early?.(1000);
  expect(await host.heard()).toBe('');
  answers.get('first')?.(2000);
  expect(await host.heard()).toBe('+TIME_UPDATED\r\n');
});
