import { describe, expect, test } from 'vitest';
import { ManualClock, settled, type TestModule, type TestModuleOptions } from '#testing/index';
import { moduleWith as moduleOf } from './support/module.ts';

interface Made extends TestModule {
  readonly time: ManualClock;
}

async function moduleWith(options: TestModuleOptions = {}): Promise<Made> {
  const time = new ManualClock();
  const module = await moduleOf({ broker: true, clock: time, ...options });
  return Object.assign(module, { time });
}

async function connect({ host }: TestModule): Promise<void> {
  await host.command('AT+MQTTCLEAN=0').catch(() => {});
  await host.command('AT+MQTTUSERCFG=0,1,"fault","","",0,0,""');
  await host.command('AT+MQTTCONN=0,"broker.test",1883,0');
}

async function isSound(made: TestModule): Promise<void> {
  await connect(made);
  const { host } = made;
  await host.command('AT+MQTTSUB=0,"sound",1');
  await host.command('AT+MQTTPUB=0,"sound","yes",1,0');
  await host.expect('+MQTTSUBRECV:0,"sound",3,yes\r\n');
}

/** What the host hears while time goes by. */
async function within(ms: number, { host, clock }: Made): Promise<string> {
  await clock.advance(ms);
  return host.drain();
}

const LEFT = 'WIFI DISCONNECT\r\n';
const JOINED = 'WIFI CONNECTED\r\nWIFI GOT IP\r\n';
const logOf = ({ log }: TestModule) => log.map(({ namespace, text }) => `${namespace}: ${text}`).join('\n');

describe('wifi.drop', () => {
  test('the links are lost; the station comes back at its first try once it is over', async () => {
    const made = await moduleWith();
    await connect(made);
    await made.host.command('AT+CWRECONNCFG=3,0');
    made.faults.add('wifi.drop', { for: '7s' });
    expect(await within(0, made)).toBe(`${LEFT}+MQTTDISCONNECTED:0\r\n`);
    await expect(made.host.command('AT+CWLAP')).resolves.not.toContain('+CWLAP:');
    expect(await within(8999, made)).toBe('');
    expect(await within(1, made)).toBe(JOINED);
    await isSound(made);
  });

  test('AT+CWJAP finds no access point meanwhile', async () => {
    const made = await moduleWith();
    const fault = made.faults.add('wifi.drop', { count: 1 });
    await expect(made.host.command('AT+CWJAP="any","any"')).rejects.toThrow('+CWJAP:3');
    fault.remove();
    await made.host.command('AT+CWJAP="any","any"');
    await isSound(made);
  });

  test('one that is over at once: the access point is still there', async () => {
    const made = await moduleWith();
    made.faults.add('wifi.drop', { for: 0 });
    expect(await within(999, made)).toBe(LEFT);
    expect(await within(1, made)).toBe(JOINED);
    await isSound(made);
  });

  test('AT+CWRECONNCFG=0,0: it does not come back by itself', async () => {
    const made = await moduleWith();
    await made.host.command('AT+CWRECONNCFG=0,0');
    made.faults.add('wifi.drop', { for: 10 });
    expect(await within(60_000, made)).toBe(LEFT);
  });

  test('of two, the later end counts', async () => {
    const made = await moduleWith();
    made.faults.add('wifi.drop', { for: 1500 });
    made.faults.add('wifi.drop', { for: 4500 });
    expect(await within(4999, made)).toBe(LEFT);
    expect(await within(1, made)).toBe(JOINED);
  });
});

describe('wifi.flap', () => {
  test('down and up, as often as count says', async () => {
    const made = await moduleWith();
    made.faults.add('wifi.flap', { down: '1500ms', up: '10s', count: 2 });
    for (let i = 0; i < 2; i++) {
      expect(await within(0, made)).toBe(LEFT);
      expect(await within(1999, made)).toBe('');
      expect(await within(1, made)).toBe(JOINED);
      if (i === 0) expect(await within(9499, made)).toBe('');
      if (i === 0) await made.clock.advance(1);
    }
    expect(made.faults.list).toEqual([]);
    expect(await within(60_000, made)).toBe('');
    await isSound(made);
  });

  test('switched off while it is down: the access point is heard again', async () => {
    const made = await moduleWith();
    const fault = made.faults.add('wifi.flap', { down: '1h' });
    expect(await within(5000, made)).toBe(LEFT);
    fault.remove();
    expect(await within(1000, made)).toBe(JOINED);
    await isSound(made);
  });

  test('a restart in between does no harm', async () => {
    const made = await moduleWith();
    made.faults.add('wifi.flap', { down: '3s', up: '3s', count: 4 });
    await made.clock.advance(4500);
    made.module.reset();
    await made.clock.advance(60_000);
    await made.host.drain();
    await isSound(made);
  });
});

describe('wifi.wrongPassword', () => {
  test('AT+CWJAP is refused, and the network that was joined is left', async () => {
    const made = await moduleWith();
    const fault = made.faults.add('wifi.wrongPassword');
    await expect(made.host.command('AT+CWJAP="any","any"')).rejects.toThrow(/WIFI DISCONNECT\\r\\n\+CWJAP:2/);
    fault.remove();
    await made.host.command('AT+CWJAP="any","any"');
    await isSound(made);
  });

  test('a boot does not join', async () => {
    const made = await moduleWith({ faults: ['wifi.wrongPassword'], poweredOn: false });
    made.module.powerOn();
    await made.clock.advance(10_000);
    expect(await made.host.drain()).toBe('\r\nready\r\n');
    expect(logOf(made)).toContain('+CWJAP:2');
    made.faults.remove();
    await made.host.command('ATE0');
    await made.host.command('AT+CWJAP="any","any"');
    await isSound(made);
  });

  test('a station that lost its network is refused until it is over', async () => {
    const made = await moduleWith();
    made.faults.add('wifi.wrongPassword', { for: 5500 });
    made.faults.add('wifi.drop', { for: 0 });
    expect(await within(5999, made)).toBe(LEFT);
    expect(await within(1, made)).toBe(JOINED);
  });
});

describe('wifi.noAddress', () => {
  test('AT+CWJAP joins, waits for an address, and fails', async () => {
    const made = await moduleWith();
    made.faults.add('wifi.noAddress', { for: '20s' });
    made.host.send('AT+CWJAP="any","any"\r\n');
    expect(await within(14_999, made)).toBe(`${LEFT}WIFI CONNECTED\r\n`);
    expect(await within(1, made)).toBe('+CWJAP:1\r\n\r\nERROR\r\n');
    expect(await made.host.command('AT+CWSTATE?')).toContain('+CWSTATE:1,"any"');
    expect(await made.host.command('AT+CIPSTA?')).toContain('0.0.0.0');
    await expect(connect(made)).rejects.toThrow('ERROR');
    expect(logOf(made)).toContain("at: no IP address: the access point's DHCP server does not answer");
    // It asks 2, 4, 8 and 16 s after the last time.
    expect(await within(14_999, made)).toBe('');
    expect(await within(1, made)).toBe('WIFI GOT IP\r\n');
    await isSound(made);
  });

  test('an address that comes in time ends the wait', async () => {
    const made = await moduleWith();
    made.faults.add('wifi.noAddress', { for: '5s' });
    made.host.send('AT+CWJAP="any","any"\r\n');
    expect(await within(5999, made)).toBe(`${LEFT}WIFI CONNECTED\r\n`);
    expect(await within(1, made)).toBe('WIFI GOT IP\r\n\r\nOK\r\n');
    await isSound(made);
  });

  test('a fixed address needs no server', async () => {
    const made = await moduleWith();
    made.faults.add('wifi.noAddress');
    await made.host.command('AT+CIPSTA="192.168.4.9"');
    await made.host.command('AT+CWJAP="any","any"');
    await isSound(made);
  });

  test('a request that is lost is sent again', async () => {
    const made = await moduleWith();
    made.faults.add('wifi.noAddress', { count: 1 });
    await made.host.command('AT+CIPSNTPCFG=1,0');
    await made.host.expect('+TIME_UPDATED\r\n');
    made.faults.add('wifi.drop', { for: 0 });
    expect(await within(2999, made)).toBe(`${LEFT}WIFI CONNECTED\r\n`);
    expect(await within(1, made)).toBe('WIFI GOT IP\r\n+TIME_UPDATED\r\n');
    await isSound(made);
  });

  test('the time comes behind the answer to the command', async () => {
    const made = await moduleWith();
    await made.host.command('AT+CIPSNTPCFG=1,0');
    await made.host.expect('+TIME_UPDATED\r\n');
    made.faults.add('wifi.noAddress', { count: 1 });
    made.host.send('AT+CWJAP="any","any"\r\n');
    expect(await within(2000, made)).toBe(
      `${LEFT}WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n+TIME_UPDATED\r\n`,
    );
  });

  test('a restart ends the wait', async () => {
    const made = await moduleWith();
    const fault = made.faults.add('wifi.noAddress');
    made.host.send('AT+CWJAP="any","any"\r\n');
    await settled();
    made.module.reset();
    fault.remove();
    await made.clock.advance(60_000);
    expect(await made.host.drain()).toBe(
      `${LEFT}WIFI CONNECTED\r\n\r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n`,
    );
  });
});

describe('wifi.weakSignal', () => {
  test('the signal is told', async () => {
    const made = await moduleWith({
      settings: { wifi: { accessPoints: [{ ssid: 'far', rssi: -95 }, { ssid: 'near' }] } },
    });
    const fault = made.faults.add('wifi.weakSignal', { rssi: -91 });
    const signals = async () =>
      [...(await made.host.command('AT+CWLAP')).matchAll(/,(-\d+),"02/g)].map(([, rssi]) => rssi);
    expect(await signals()).toEqual(['-91', '-95']);
    await made.host.command('AT+CWJAP="near",""');
    expect(await made.host.command('AT+CWJAP?')).toContain(',-91,');
    fault.remove();
    expect(await made.host.command('AT+CWJAP?')).not.toContain(',-91,');
  });

  test('what is lost comes later, the same from the same seed', async () => {
    const told = async (seed: number) => {
      const made = await moduleWith();
      await connect(made);
      await made.host.command('AT+MQTTSUB=0,"n",0');
      made.faults.add('wifi.weakSignal', { loss: 0.4, seed });
      const heard: string[] = [];
      for (let i = 0; i < 30; i++) {
        await made.host.command(`AT+MQTTPUB=0,"n","${i}",0,0`);
        heard.push(await within(100, made));
      }
      heard.push(await within(60_000, made));
      const all = heard.join('').match(/\+MQTTSUBRECV:0,"n",\d+,\d+/g) ?? [];
      return { heard, all };
    };
    const [first, same, other] = [await told(3), await told(3), await told(4)];
    expect(first.heard).toEqual(same.heard);
    expect(first.heard).not.toEqual(other.heard);
    expect(first.all).toEqual(
      Array.from({ length: 30 }, (_, i) => `+MQTTSUBRECV:0,"n",${String(i).length},${i}`),
    );
    expect(first.heard.filter((text) => text === '').length).toBeGreaterThan(3);
  });

  test('nothing comes through: the connection dies', async () => {
    const made = await moduleWith();
    await connect(made);
    const fault = made.faults.add('wifi.weakSignal', { loss: 1 });
    await made.host.command('AT+MQTTPUB=0,"n","x",0,0');
    await made.host.expect('+MQTTDISCONNECTED:0\r\n');
    expect(logOf(made)).toContain('ETIMEDOUT');
    fault.remove();
    await isSound(made);
  });
});
