import dns from 'node:dns';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createMemoryFlash, type Flash } from '#module/flash/flash';
import { askSntpServer } from '#node/sntp-client';
import { freePort } from '../../tools/free-port.js';
import { bareModule } from '../support/bare-module.ts';
import { needs } from '../support/needs.ts';
import { LIES, type Manner, NtpServer, silent, startChrony } from '../support/ntp-server.ts';

// `sntp=network` over real UDP on loopback: which server is believed, when one is asked again, and what the host
// sees of it [B-SNTP-1], [B-CLOCK-1].

/** Half a second into it, so that no network is slow enough to change the second. */
const TIME = Date.UTC(2021, 8, 2, 10, 57, 3, 500);
/** Milliseconds a server gets to answer here. */
const ANSWER_MS = 150;
const RETRY_MS = 15_000;
const OK = '\r\nOK\r\n';
const UPDATED = '+TIME_UPDATED\r\n';

/** A module that is on, with a host, and the servers it has asked in their order. */
function switchOn(flash: Flash = createMemoryFlash()) {
  const asked: string[] = [];
  const bare = bareModule(['sntp=network'], {
    flash,
    askTime(server) {
      asked.push(server);
      return askSntpServer(server, ANSWER_MS);
    },
  });
  const host = bare.addHost('host', { echo: false });
  bare.module.boot();
  onTestFinished(() => bare.module.powerOff());
  const configure = async (zone: string, ...servers: readonly string[]): Promise<void> => {
    await host.drain();
    const names = servers.map((server) => `,"${server}"`).join('');
    host.send(`AT+CIPSNTPCFG=1,${zone}${names}\r\n`);
  };
  const time = async (): Promise<string> => {
    host.send('AT+CIPSNTPTIME?\r\n');
    return host.expect('OK\r\n');
  };
  /** Resolves when so many servers have been asked in vain. */
  const complaints = (count: number): Promise<void> =>
    expect.poll(() => bare.log.filter((line) => line.includes('no time from '))).toHaveLength(count);
  return { asked, bare, host, configure, time, complaints };
}

async function server(manner?: Manner, time = TIME): Promise<NtpServer> {
  const started = await NtpServer.start(time, manner);
  onTestFinished(() => started.stop());
  return started;
}

test.each([
  ['0', 'Thu Sep  2 10:57:03 2021'],
  ['8', 'Thu Sep  2 18:57:03 2021'],
  ['-12', 'Wed Sep  1 22:57:03 2021'],
  ['+0530', 'Thu Sep  2 16:27:03 2021'],
  ['-0330', 'Thu Sep  2 07:27:03 2021'],
  ['1400', 'Fri Sep  3 00:57:03 2021'],
])('the time of a server is shown in zone %s', async (zone, shown) => {
  const { host, configure, time } = switchOn();
  await configure(zone, (await server()).address);
  expect(await host.expect(UPDATED)).toBe(OK + UPDATED);
  expect(await time()).toBe(`+CIPSNTPTIME:${shown}\r\nOK\r\n`);
});

test.each(Object.entries(LIES))('a server that %s is passed over', async (_, [manner, words]) => {
  const [liar, right] = [await server(manner), await server()];
  const { asked, bare, host, configure, time } = switchOn();
  await configure('0', liar.address, right.address);
  expect(await host.expect(UPDATED)).toBe(OK + UPDATED);
  expect(asked).toEqual([liar.address, right.address]);
  expect(bare.log.join('\n')).toContain(`no time from ${liar.address}: ${words}`);
  // The time has been told once: nothing else comes before the answer.
  expect(await time()).toBe('+CIPSNTPTIME:Thu Sep  2 10:57:03 2021\r\nOK\r\n');
});

test('when the first two are silent or gone, the third is asked', async () => {
  const [mute, gone, right] = [await server(silent), await NtpServer.start(TIME), await server()];
  gone.stop();
  const { asked, host, configure, time } = switchOn();
  await configure('0', mute.address, gone.address, right.address);
  expect(await host.expect(UPDATED)).toBe(OK + UPDATED);
  expect(asked).toEqual([mute.address, gone.address, right.address]);
  expect([mute.asked, right.asked]).toEqual([1, 1]);
  expect(await time()).toBe('+CIPSNTPTIME:Thu Sep  2 10:57:03 2021\r\nOK\r\n');
});

test('when none answers, all are asked again after 15 seconds, and again', async () => {
  const first = await server(silent);
  const second = await server(LIES['is not synchronised']?.[0]);
  const { asked, bare, host, configure, time, complaints } = switchOn();
  await configure('0', first.address, second.address);
  await host.expect(OK);
  const round = [first.address, second.address];
  for (let rounds = 1; rounds <= 3; rounds++) {
    await complaints(2 * rounds);
    bare.clock.advance(RETRY_MS - 1);
    expect(asked).toHaveLength(2 * rounds);
    expect(await time()).toMatch(/^\+CIPSNTPTIME:Thu Jan {2}1 00:0\d:\d\d 1970\r\nOK\r\n$/);
    if (rounds === 3) second.manner = (answer) => answer;
    bare.clock.advance(1);
    expect(asked).toHaveLength(2 * rounds + 1);
  }
  expect(await host.expect(UPDATED)).toBe(UPDATED);
  expect(asked).toEqual([...round, ...round, ...round, ...round]);
});

test('an answer that comes too late is not taken', async () => {
  const late = await server(silent);
  const { asked, bare, host, configure, time, complaints } = switchOn();
  await configure('0', late.address);
  await host.expect(OK);
  await complaints(1);
  late.answerLate();
  expect(await time()).toBe('+CIPSNTPTIME:Thu Jan  1 00:00:00 1970\r\nOK\r\n');
  late.manner = (answer) => answer;
  bare.clock.advance(RETRY_MS);
  expect(await host.expect(UPDATED)).toBe(UPDATED);
  expect(asked).toHaveLength(2);
});

test('the time is asked for again after the interval, and told again', async () => {
  const right = await server();
  const { asked, bare, host, configure, time } = switchOn();
  host.send('AT+CIPSNTPINTV=60\r\n');
  await host.expect('\r\nOK\r\n');
  await configure('0', right.address);
  await host.expect(UPDATED);
  right.time += 3_600_000;
  bare.clock.advance(59_999);
  expect(asked).toHaveLength(1);
  bare.clock.advance(1);
  expect(await host.expect(UPDATED)).toBe(UPDATED);
  expect(await time()).toBe('+CIPSNTPTIME:Thu Sep  2 11:57:03 2021\r\nOK\r\n');
});

test('the clock survives AT+RST and not a power cycle', async () => {
  const right = await server();
  const flash = createMemoryFlash();
  const { bare, host, configure, time } = switchOn(flash);
  await configure('8', right.address);
  await host.expect(UPDATED);
  right.manner = silent;
  bare.clock.advance(1000);
  host.send('AT+RST\r\n');
  await host.expect('WIFI GOT IP\r\n');
  host.send('ATE0\r\n');
  await host.expect('\r\nOK\r\n');
  expect(await time()).toBe('+CIPSNTPTIME:Thu Sep  2 18:57:04 2021\r\nOK\r\n');

  bare.module.powerOff();
  const again = switchOn(flash);
  await again.host.expect('WIFI GOT IP\r\n');
  expect(await again.time()).toBe('+CIPSNTPTIME:Thu Jan  1 08:00:00 1970\r\nOK\r\n');
  await again.complaints(1);
  right.manner = (answer) => answer;
  again.bare.clock.advance(RETRY_MS);
  expect(await again.host.expect(UPDATED)).toBe(UPDATED);
  expect(await again.time()).toBe('+CIPSNTPTIME:Thu Sep  2 18:57:03 2021\r\nOK\r\n');
});

test('a name that is found unknown only after the time to answer harms nobody', async () => {
  const { lookup } = dns;
  const spy = vi.spyOn(dns, 'lookup');
  onTestFinished(() => spy.mockRestore());
  let unknown: (() => void) | undefined;
  const slow = (
    name: string,
    family: number,
    done: (error: Error | null, address?: string) => void,
  ): void => {
    if (name === 'slow.example') unknown = () => done(new Error(`getaddrinfo EAI_AGAIN ${name}`));
    else lookup(name, family, done);
  };
  spy.mockImplementation(slow as never);
  await expect(askSntpServer('slow.example', 50)).rejects.toThrow('no answer within 50 ms');
  expect(unknown).toBeDefined();
  unknown?.();
  // What follows happens at the next tick; a failure there would end the program.
  await new Promise((resolve) => setImmediate(resolve));
});

for (const [title, synchronised] of [
  ['chrony tells the time of this machine', true],
  ['chrony that is not synchronised is not believed', false],
] as const) {
  test(title, needs('chronyd'), async () => {
    const port = await freePort();
    onTestFinished(await startChrony(port, synchronised));
    const { bare, host, configure, complaints } = switchOn();
    await configure('0', `127.0.0.1:${port}`);
    if (synchronised) {
      await host.expect(UPDATED);
      expect(Math.abs(bare.module.moduleClock.now() - Date.now())).toBeLessThan(2000);
    } else {
      await complaints(1);
      expect(bare.log.join('\n')).toContain("the server's own clock is not synchronised");
    }
  });
}
