import { expect, onTestFinished, test } from 'vitest';
import { message, textOf } from '#messages/message';
import { nodePlatform } from '#node/platform';
import { bareModule } from '../support/bare-module.ts';

/** A module whose resolver answers when it is told to. */
function slowResolver(firmware: string) {
  let answer = (_address: string): void => {};
  const resolveName = () => new Promise<string>((resolve) => (answer = resolve));
  const { module, clock, log, addHost } = bareModule([`firmware=${firmware}`], {
    ...nodePlatform,
    resolveName,
  });
  onTestFinished(() => module.powerOff());
  const host = addHost('host', { echo: false });
  module.boot();
  return { host, clock, log, answer: (address: string) => answer(address) };
}

test('from 4.1 on AT+CIPDOMAIN ends when its time is up, and what comes later nobody hears', async () => {
  const { host, clock, log, answer } = slowResolver('4.1');
  await host.drain();
  host.send('AT+CIPDOMAIN="broker.example",1,3000\r\n');
  await host.drain();
  clock.advance(2999);
  expect(await host.drain()).toBe('');
  clock.advance(1);
  expect(await host.expect(/ERROR\r\n/)).toBe('\r\nERROR\r\n');
  const late = textOf(message('commands.nameNotFoundInTime', { ms: 3000 }));
  expect(log.some((line) => line.includes(late))).toBe(true);
  answer('192.0.2.7');
  expect(await host.command('AT')).toContain('OK');
});

test('it takes as long as the resolver without a time, and answers in time with one', async () => {
  const { host, clock, answer } = slowResolver('4.1');
  await host.drain();
  host.send('AT+CIPDOMAIN="broker.example"\r\n');
  await host.drain();
  clock.advance(100_000);
  expect(await host.drain()).toBe('');
  answer('192.0.2.7');
  expect(await host.expect(/OK\r\n/)).toBe('+CIPDOMAIN:"192.0.2.7"\r\n\r\nOK\r\n');
  host.send('AT+CIPDOMAIN="broker.example",2,60000\r\n');
  await host.drain();
  answer('192.0.2.8');
  expect(await host.expect(/OK\r\n/)).toBe('+CIPDOMAIN:"192.0.2.8"\r\n\r\nOK\r\n');
});

test.each([
  ['3.4', '1,1000'],
  ['4.1', '1,60001'],
  ['4.1', '1,-1'],
  ['4.1', '1,1000,1'],
  ['4.1', '1,'],
])('firmware %s refuses AT+CIPDOMAIN="…",%s', async (firmware, parameters) => {
  const { host } = slowResolver(firmware);
  await host.drain();
  host.send(`AT+CIPDOMAIN="broker.example",${parameters}\r\n`);
  expect(await host.expect('ERROR\r\n')).toBe('\r\nERROR\r\n');
});
