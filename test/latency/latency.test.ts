import { describe, expect, test } from 'vitest';
import { parseSettings } from '#module/settings/parse';
import type { SettingsInput } from '#module/settings/settings';
import type { TestModule, TestModuleOptions } from '#testing/index';
import { systemClock } from '#time/clock';
import { moduleWith as moduleOf } from '../faults/support/module.ts';

type Latency = NonNullable<SettingsInput['latency']>;

/** A module on a clock that the test moves, with a broker that also speaks TLS and WebSocket. */
const moduleWith = (latency: Latency, { settings, ...options }: TestModuleOptions = {}) =>
  moduleOf({
    broker: { tls: { port: 0 } },
    clock: 'manual',
    ...options,
    settings: { latency, ...settings },
  });

/** What the host hears within a time, with when. */
async function hears({ host, clock }: TestModule, forMs: number, stepMs: number): Promise<string[]> {
  const lines: string[] = [];
  for (let now = 0; now <= forMs; now += stepMs) {
    if (now > 0) await clock.advance(stepMs);
    const text = await host.drain();
    lines.push(...text.split('\r\n').flatMap((line) => (line === '' ? [] : [`${now} ${line}`])));
  }
  return lines;
}

async function says(made: TestModule, line: string, forMs: number, stepMs: number): Promise<string[]> {
  made.host.send(`${line}\r\n`);
  return hears(made, forMs, stepMs);
}

async function connect(made: TestModule, forMs: number): Promise<void> {
  await says(made, 'AT+MQTTUSERCFG=0,1,"late","","",0,0,""', 100, 100);
  const said = await says(made, 'AT+MQTTCONN=0,"127.0.0.1",1883,0', forMs, forMs);
  expect(said.at(-1)).toMatch(/ OK$/);
}

const logOf = ({ log }: TestModule) =>
  log.filter(({ namespace }) => namespace === 'latency').map(({ level, text }) => `${level}: ${text}`);

describe('latency.command', () => {
  test('a command acts and is answered later, and what comes meanwhile is answered busy', async () => {
    const made = await moduleWith({ command: 30 });
    expect(await says(made, 'AT', 40, 10)).toEqual(['30 OK']);
    made.host.send('AT\r\n');
    await made.clock.advance(10);
    expect(await says(made, 'AT+GMR', 0, 10)).toEqual(['0 busy p...']);
    expect(await hears(made, 30, 10)).toEqual(['20 OK']);
  });

  test('what is no command is answered at once', async () => {
    const made = await moduleWith({ command: 30 });
    expect(await says(made, 'hello', 0, 10)).toEqual(['0 ERROR']);
  });

  test('data takes time as well, behind its prompt', async () => {
    const made = await moduleWith({ command: 30 });
    await connect(made, 100);
    expect(await says(made, 'AT+MQTTPUBRAW=0,"t",2,0,0', 40, 10)).toEqual(['30 OK', '30 >']);
    made.host.send('hi');
    expect(await hears(made, 40, 10)).toEqual(['30 +MQTTPUB:OK']);
  });

  test('one that waits when the module restarts does not run any more', async () => {
    const made = await moduleWith({ command: 30 });
    made.host.send('AT+CWQAP\r\n');
    await made.clock.advance(10);
    made.module.reset();
    expect(await hears(made, 100, 10)).toEqual(['0 ready', '0 WIFI CONNECTED', '0 WIFI GOT IP']);
  });

  test('a fault acts after it', async () => {
    const made = await moduleWith({ command: 30 });
    made.faults.add('module.answer', { answer: 'ERROR' });
    expect(await says(made, 'AT', 40, 10)).toEqual(['30 ERROR']);
  });
});

describe('latency.join', () => {
  const joined = ['WIFI CONNECTED', 'WIFI GOT IP'];

  test('a boot is ready before it is in the network', async () => {
    const made = await moduleWith({ join: 4000 }, { poweredOn: false });
    made.module.powerOn();
    expect(await hears(made, 5000, 500)).toEqual(['0 ready', '2000 WIFI CONNECTED', '4000 WIFI GOT IP']);
  });

  test('AT+CWJAP waits for both, and AT+CWSTATE tells how far it is', async () => {
    const made = await moduleWith({ join: 4000 });
    expect(await says(made, 'AT+CWJAP="home","secret"', 5000, 500)).toEqual([
      '0 WIFI DISCONNECT',
      ...joined.map((line, index) => `${2000 * (index + 1)} ${line}`),
      '4000 OK',
    ]);
    made.module.reset();
    await made.host.drain();
    expect(await made.host.command('AT+CWSTATE?')).toContain('+CWSTATE:3,"home"');
  });

  test('a refusal takes the time of the access point', async () => {
    const made = await moduleWith(
      { join: 4000 },
      { settings: { wifi: { ssid: 'home', password: 'right' } } },
    );
    expect(await says(made, 'AT+CWJAP="home","wrong"', 3000, 500)).toEqual([
      '0 WIFI DISCONNECT',
      '2000 +CWJAP:2',
      '2000 ERROR',
    ]);
  });

  test.each([
    ['before the access point', 8000],
    ['before the address', 5000],
  ])('the time of AT+CWJAP is used up %s', async (_where, join) => {
    const made = await moduleWith({ join });
    const said = await says(made, 'AT+CWJAP="home","secret",,,,,,3', 4000, 500);
    expect(said.slice(-2)).toEqual(['3000 +CWJAP:1', '3000 ERROR']);
  });

  test('a fixed address waits for no DHCP server', async () => {
    const made = await moduleWith({ join: 4000 });
    await made.host.command('AT+CIPSTA="192.168.1.9"');
    const said = await says(made, 'AT+CWJAP="home","secret"', 3000, 500);
    expect(said.slice(-3)).toEqual(['2000 WIFI CONNECTED', '2000 WIFI GOT IP', '2000 OK']);
  });

  test('a connection before the address fails and says what to wait for', async () => {
    const made = await moduleWith({ join: 4000 });
    made.module.reset();
    await made.host.drain();
    await made.host.command('AT+MQTTUSERCFG=0,1,"late","","",0,0,""');
    await expect(made.host.command('AT+MQTTCONN=0,"127.0.0.1",1883,0')).rejects.toThrow('ERROR');
    expect(made.log.map(({ text }) => text).join('\n')).toContain('wait for WIFI GOT IP');
    await made.clock.advance(4000);
    await made.host.command('AT+MQTTCLEAN=0').catch(() => {});
    await connect(made, 100);
  });

  test('AT+CWQAP ends a join that was under way', async () => {
    const made = await moduleWith({ join: 4000 });
    made.module.reset();
    await made.host.drain();
    await made.host.command('AT+CWQAP');
    expect(await hears(made, 5000, 1000)).toEqual([]);
    expect(await says(made, 'AT+CWJAP="home",""', 5000, 1000)).toContain('4000 OK');
  });

  test('a station that was lost comes back after its interval and the time of the join', async () => {
    const made = await moduleWith({ join: 4000 });
    await made.host.command('AT+CWRECONNCFG=1,0');
    made.faults.add('wifi.drop', { for: '500ms' });
    expect(await hears(made, 6000, 500)).toEqual([
      '0 WIFI DISCONNECT',
      '3000 WIFI CONNECTED',
      '5000 WIFI GOT IP',
    ]);
  });

  test('a try that finds nothing is followed by the next', async () => {
    const made = await moduleWith({ join: 1000 });
    await made.host.command('AT+CWRECONNCFG=1,0');
    made.faults.add('wifi.drop', { for: '2s' });
    expect((await hears(made, 6000, 500)).slice(1)).toEqual(['3000 WIFI CONNECTED', '3500 WIFI GOT IP']);
  });
});

describe('latency.broker', () => {
  test('each answer takes there and back, each step of connecting too, and a message half of it', async () => {
    const made = await moduleWith({ broker: 200 });
    await made.host.command('AT+MQTTUSERCFG=0,1,"late","","",0,0,""');
    const said = await says(made, 'AT+MQTTCONN=0,"127.0.0.1",1883,0', 600, 50);
    expect(said.at(-1)).toBe('400 OK');
    expect(await says(made, 'AT+MQTTSUB=0,"t",1', 300, 50)).toEqual(['200 OK']);
    expect(await says(made, 'AT+MQTTPUB=0,"elsewhere","x",1,0', 300, 50)).toEqual(
      ['200 +MQTTPUB:OK'].map(() => '200 OK'),
    );
    await made.broker.publish({ topic: 't', payload: 'in' });
    expect(await hears(made, 200, 50)).toEqual(['100 +MQTTSUBRECV:0,"t",2,in']);
  });

  test.each([
    ['TLS', 2],
    ['WebSocket', 6],
  ])('the handshake of %s goes there and back as well', async (_name, scheme) => {
    const made = await moduleWith({ broker: 100 }, { clock: systemClock });
    await made.host.command(`AT+MQTTUSERCFG=0,${scheme},"late","","",0,0,"mqtt"`);
    const took = async (line: string): Promise<number> => {
      const since = performance.now();
      await made.host.command(line);
      return performance.now() - since;
    };
    // Timers of Node may be a millisecond early.
    expect(await took('AT+MQTTCONN=0,"127.0.0.1",1883,0')).toBeGreaterThan(297);
    expect(await took('AT+MQTTSUB=0,"t",1')).toBeGreaterThan(98);
  });

  test('a command that waits for no answer does not wait for its packet to arrive', async () => {
    const made = await moduleWith({ broker: 200 });
    await connect(made, 1000);
    expect(await says(made, 'AT+MQTTPUB=0,"t","x",0,0', 0, 1)).toContain('0 OK');
    expect(await says(made, 'AT+MQTTCLEAN=0', 0, 1)).toContain('0 OK');
    await made.clock.advance(100);
    expect((await made.broker.published('t')).payload.toString()).toBe('x');
  });

  test('a name server is as far away', async () => {
    const made = await moduleWith({ broker: 200 });
    expect((await says(made, 'AT+CIPDOMAIN="broker.test"', 300, 50)).at(-1)).toBe('200 OK');
  });

  test('a name is looked up there and back', async () => {
    const made = await moduleWith({ broker: 200 });
    await made.host.command('AT+MQTTUSERCFG=0,1,"late","","",0,0,""');
    expect((await says(made, 'AT+MQTTCONN=0,"broker.test",1883,0', 800, 50)).at(-1)).toBe('600 OK');
  });

  test('what came first arrives first, however far it goes up and down', async () => {
    const made = await moduleWith({ broker: 200, jitter: 100 });
    await connect(made, 2000);
    await says(made, 'AT+MQTTSUB=0,"t",0', 1000, 1000);
    for (let n = 0; n < 20; n++) await made.broker.publish({ topic: 't', payload: String(n) });
    const said = await hears(made, 400, 10);
    expect(said.map((line) => line.split(',').at(-1))).toEqual(
      Array.from({ length: 20 }, (_, n) => String(n)),
    );
  });
});

test('the same seed gives the same waits, another one others', async () => {
  const traffic = async (seed: number, name = 'module0'): Promise<string[]> => {
    const made = await moduleWith({ base: 'wifi', seed }, { name, poweredOn: false });
    made.module.powerOn();
    const boot = await hears(made, 6000, 20);
    await says(made, 'ATE0', 20, 20);
    await says(made, 'AT+MQTTUSERCFG=0,1,"late","","",0,0,""', 20, 20);
    return [...boot, ...(await says(made, 'AT+MQTTCONN=0,"127.0.0.1",1883,0', 3000, 20))];
  };
  const first = await traffic(1);
  expect(await traffic(1)).toEqual(first);
  expect(await traffic(2)).not.toEqual(first);
  expect(await traffic(1, 'another')).not.toEqual(first);
});

describe('a host that does not wait long enough', () => {
  const SUB = 'AT+MQTTSUB=0,"t",1';

  test('latency: wifi makes a limit of 500 ms for SUB too short, and the log says so', async () => {
    const made = await moduleWith('wifi');
    await connect(made, 6000);
    made.host.send(`${SUB}\r\n`);
    await made.clock.advance(500);
    expect(await made.host.drain()).toBe('');
    expect(await says(made, 'AT+MQTTPUB=0,"t","x",0,0', 0, 1)).toEqual(['0 busy p...']);
    await hears(made, 400, 400);
    expect(logOf(made)).toEqual([
      expect.stringMatching(
        /^warn: AT\+MQTTSUB took (\d+) ms, \1 ms of it latency \(latency: wifi\); the host went on after 500 ms$/,
      ),
    ]);
  });

  test('so it does for one that goes without another word', async () => {
    const made = await moduleWith({ broker: 640 });
    await connect(made, 6000);
    const other = made.addHost('other');
    other.send(`${SUB}\r\n`);
    await made.clock.advance(500);
    other.leave();
    await made.clock.advance(200);
    expect(logOf(made)).toEqual([
      'warn: AT+MQTTSUB took 640 ms, 640 ms of it latency; the host had gone after 500 ms',
    ]);
  });

  test('and for one whose command a restart cuts short', async () => {
    const made = await moduleWith({ broker: 640 });
    await connect(made, 6000);
    made.host.send(`${SUB}\r\n`);
    await made.clock.advance(500);
    made.host.send('AT\r\n');
    await made.host.drain();
    made.module.reset();
    await made.host.drain();
    expect(logOf(made)).toEqual([
      'warn: AT+MQTTSUB had no answer after 500 ms, 500 ms of it latency; the host went on after 500 ms',
    ]);
  });

  test('joining is told like the broker', async () => {
    const made = await moduleWith({ join: 4000, command: 10 });
    made.host.send('AT+CWJAP="home","secret"\r\n');
    await made.clock.advance(1000);
    expect(await says(made, 'AT', 0, 1)).toEqual(['0 WIFI DISCONNECT', '0 busy p...']);
    await made.clock.advance(4000);
    expect(logOf(made)).toEqual([
      'warn: AT+CWJAP took 4010 ms, 4010 ms of it latency; the host went on after 1000 ms',
    ]);
  });

  test('one that waits hears no word of it', async () => {
    const made = await moduleWith('wifi');
    await connect(made, 6000);
    expect(await says(made, SUB, 1000, 1000)).toEqual(['1000 OK']);
    expect(logOf(made)).toEqual([]);
  });
});

test.each(['wifi', 'poor'] as const)(
  'a connection with all its steps keeps within the 15 s of the command with %s',
  (set) => {
    // Name, TCP, two round trips of TLS 1.2, WebSocket, CONNACK; each takes the longest.
    const { broker, jitter } = parseSettings({ latency: set }).latency;
    expect(6 * broker * (1 + jitter / 100)).toBeLessThan(15_000);
  },
);
