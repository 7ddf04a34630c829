import { expect, onTestFinished, test, vi } from 'vitest';
import { connect, failureOf, made } from './support/made.ts';

test('what a moment brings, and all that follows from it, has happened when it is over', async () => {
  const lab = await made({ echo: false, clock: 'manual', settings: { dataModeTimeoutMs: 10_000 } });
  lab.host.send('AT+SYSMFG=2,"a","b",7,3\r\n');
  await lab.clock.advance('9999ms');
  expect(lab.host.takeUnread().toString()).toBe('\r\nOK\r\n\r\n>');
  await lab.clock.advance(1);
  expect(lab.host.takeUnread().toString()).toBe('\r\nERROR\r\n');
  expect(lab.clock.now()).toBe(10_000);
});

test('a day of keep alive passes in a moment, one PINGREQ after the other', async () => {
  const lab = await made({ broker: true, echo: false, clock: 'manual' });
  await connect(lab);
  await lab.clock.advance('24h');
  expect(lab.module.links[0]?.state).toBe(4);
  expect(lab.host.unread.toString()).not.toContain('DISCONNECTED');
});

test('a lost connection comes back after its interval, in order', async () => {
  const lab = await made({ broker: true, echo: false, clock: 'manual' });
  await lab.host.command('AT+MQTTUSERCFG=0,1,"lamp","","",0,0,""');
  await lab.host.command('AT+MQTTCONN=0,"broker.example",1883,1');
  lab.host.takeUnread();
  lab.faults.add('wifi.drop', { for: '2s' });
  await lab.clock.advance('1m');
  expect(lab.host.takeUnread().toString()).toMatch(
    /^WIFI DISCONNECT\r\n\+MQTTDISCONNECTED:0\r\n[\s\S]*WIFI GOT IP\r\n[\s\S]*\+MQTTCONNECTED:0,1,[^\n]*\r\n$/,
  );
});

test('a boot over a slow line takes no time of the test', async () => {
  const lab = await made({ clock: 'manual', settings: { chunk: 1, chunkDelayMs: 1000 } });
  expect(lab.clock.now()).toBeGreaterThan(0);
});

test('time passes where the runner has timers of its own', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const lab = await made({ echo: false, clock: 'manual', settings: { dataModeTimeoutMs: 10_000 } });
  lab.host.send('AT+SYSMFG=2,"a","b",7,3\r\n');
  await lab.clock.advance('10s');
  expect(lab.host.takeUnread().toString()).toContain('ERROR');
});

test('a clock that nobody moves is told of, and what is no time', async () => {
  const lab = await made();
  expect(() => lab.clock).toThrow("clock: 'manual'");
  await expect((await made({ clock: 'manual' })).clock.advance('soon')).rejects.toThrow(
    '"soon" is not a time',
  );
  expect((await failureOf(lab.host.expect('x', { timeout: 10 }))).code).toBe('TIMEOUT');
});
