import { expect, test } from 'vitest';
import { type Message, message } from '#messages/message';
import { bareModule } from '../support/bare-module.ts';

// What the transcripts cannot show: answers that come after the question has changed [B-SNTP-1].

/** A module whose time servers answer when the test says so. */
function startModule() {
  const answers = new Map<string, (ms: number) => void>();
  const bare = bareModule(['sntp=network'], {
    askTime: (server) => new Promise((resolve) => answers.set(server, resolve)),
  });
  bare.module.boot();
  const host = bare.addHost('host', { echo: false });
  return { answers, bare, host };
}

test('an answer to an earlier configuration is not taken', async () => {
  const { answers, bare, host } = startModule();
  host.send('AT+CIPSNTPCFG=1,0,"first"\r\n');
  await host.drain();
  host.send('AT+CIPSNTPCFG=1,0,"second"\r\n');
  await host.drain();
  answers.get('first')?.(1000);
  expect(await host.drain()).toBe('');
  answers.get('second')?.(2_000_000);
  expect(await host.drain()).toBe('+TIME_UPDATED\r\n');
  expect(bare.module.moduleClock.now()).toBe(2_000_000);
});

test('an answer that comes after SNTP was switched off is not taken', async () => {
  const { answers, host } = startModule();
  host.send('AT+CIPSNTPCFG=1,0,"first"\r\n');
  await host.drain();
  host.send('AT+CIPSNTPCFG=0\r\n');
  expect(await host.drain()).toBe('\r\nOK\r\n');
  answers.get('first')?.(1000);
  expect(await host.drain()).toBe('');
});

test('an answer that comes after a restart is not taken, for the module asks anew', async () => {
  const { answers, host } = startModule();
  host.send('AT+CIPSNTPCFG=1,0,"first"\r\n');
  await host.drain();
  const early = answers.get('first');
  host.send('AT+RST\r\n');
  expect(await host.drain()).toBe('\r\nOK\r\n\r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n');
  early?.(1000);
  expect(await host.drain()).toBe('');
  answers.get('first')?.(2000);
  expect(await host.drain()).toBe('+TIME_UPDATED\r\n');
});

test('a computer whose time the module cannot have is told of, and asked again', async () => {
  let time: number | undefined;
  const told: Message[] = [];
  const { module, clock, addHost } = bareModule(['clock=host'], {
    hostTime: () => time,
    log: (_level, _namespace, what) => told.push(what),
  });
  module.boot();
  const host = addHost('host', { echo: false });
  await host.drain();
  host.send('AT+CIPSNTPCFG=1,0\r\n');
  await host.drain();
  expect(told.at(-1)).toEqual(message('clock.noHostTime'));
  time = 2_000_000;
  clock.advance(60_000);
  expect(await host.drain()).toContain('+TIME_UPDATED\r\n');
  expect(told.at(-1)).toEqual(message('clock.set', { ms: time }));
});
