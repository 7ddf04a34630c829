import { describe, expect, test } from 'vitest';
import { FaultSet } from '#faults/fault-set';
import { faultyNetwork } from '#faults/network/platform';
import type { FaultName } from '#faults/table';
import { OFFLINE } from '#module/platform';
import { ManualClock, settled, type TestModule, type TestModuleOptions } from '#testing/index';
import { moduleWith as moduleOf } from './support/module.ts';

/** A module whose broker also speaks TLS. */
const moduleWith = (options?: TestModuleOptions) => moduleOf({ broker: { tls: { port: 0 } }, ...options });

const TCP = 1;
const TLS = 2;
const WEB_SOCKET = 6;

async function configure({ host }: TestModule, scheme = TCP): Promise<void> {
  await host.command(`AT+MQTTUSERCFG=0,${scheme},"fault","","",0,0,"mqtt"`);
}

const CONN = 'AT+MQTTCONN=0,"broker.test",1883,0';

/** Connects, or says no; on a clock that stands still it goes on by itself only where nothing waits for time. */
const connect = ({ host }: TestModule) => host.command(CONN);

const logOf = ({ log }: TestModule) => log.map(({ namespace, text }) => `${namespace}: ${text}`).join('\n');

/** The link works from one end to the other. */
async function isSound({ host }: TestModule): Promise<void> {
  await host.command('AT+MQTTSUB=0,"sound",1');
  await host.command('AT+MQTTPUB=0,"sound","yes",1,0');
  await host.expect('+MQTTSUBRECV:0,"sound",3,yes\r\n');
}

async function connectsAgain(made: TestModule, scheme = TCP): Promise<void> {
  await made.host.command('AT+MQTTCLEAN=0');
  await configure(made, scheme);
  await connect(made);
  await isSound(made);
}

describe('network.refuse', () => {
  test('the connection fails as where nobody listens, the next one is made', async () => {
    const made = await moduleWith();
    await configure(made);
    made.module.faults.add('network.refuse', { count: 1 });
    await expect(connect(made)).rejects.toThrow('ERROR');
    expect(logOf(made)).toContain('connection refused, nothing listens on that port (ECONNREFUSED)');
    await connectsAgain(made);
  });

  test('it is about one host and one port', async () => {
    const made = await moduleWith();
    await configure(made);
    made.module.faults.add('network.refuse', { host: 'elsewhere.test' });
    made.module.faults.add('network.refuse', { host: 'Broker.Test', port: 8883 });
    await connectsAgain(made);
    await made.host.command('AT+MQTTCLEAN=0');
    await configure(made);
    await expect(made.host.command('AT+MQTTCONN=0,"broker.test",8883,0')).rejects.toThrow('ERROR');
  });
});

describe('network.timeout', () => {
  test.each([
    [TCP, 15_000, 'timed out after 15000 ms'],
    [TLS, 10_000, 'TCP timed out after 10000 ms'],
  ])('scheme %i: nothing happens for %i ms', async (scheme, ms, reason) => {
    const clock = new ManualClock();
    const made = await moduleWith({ clock });
    await configure(made, scheme);
    made.module.faults.add('network.timeout', { count: 1 });
    made.host.send(`${CONN}\r\n`);
    await settled();
    clock.advance(ms - 1);
    expect(await made.host.drain()).toBe('');
    clock.advance(1);
    await made.host.expect('ERROR\r\n');
    expect(logOf(made)).toContain(reason);
    await connectsAgain(made);
  });
});

describe('network.halfOpen', () => {
  test('nothing arrives any more, until the keep alive finds it', async () => {
    const clock = new ManualClock();
    const made = await moduleWith({ clock });
    await configure(made);
    await made.host.command('AT+MQTTCONNCFG=0,20,0,"","",0,0');
    await connect(made);
    await isSound(made);
    made.module.faults.add('network.halfOpen', { count: 1 });
    await made.broker.publish({ topic: 'sound', payload: 'lost', qos: 1, retain: false });
    await settled();
    await made.host.command('AT+MQTTPUB=0,"sound","lost",0,0');
    clock.advance(19_999);
    expect(await made.host.drain()).toBe('');
    clock.advance(1);
    await made.host.expect('+MQTTDISCONNECTED:0\r\n');
    expect(logOf(made)).toContain('did not answer PINGREQ within 10000 ms');
    expect(made.broker.messages.map(({ payload }) => String(payload))).not.toContain('lost');
    await connectsAgain(made);
  });

  test('a connection that is made meanwhile gets no CONNACK', async () => {
    const clock = new ManualClock();
    const made = await moduleWith({ clock });
    await configure(made);
    const fault = made.module.faults.add('network.halfOpen');
    made.host.send(`${CONN}\r\n`);
    await untilLogged(made, 'acts');
    clock.advance(15_000);
    await made.host.expect('ERROR\r\n');
    expect(logOf(made)).toContain('no CONNACK from the broker at broker.test:1883 within 15000 ms');
    fault.remove();
    await connectsAgain(made);
  });

  test('over TLS the handshake gets no answer', async () => {
    const clock = new ManualClock();
    const made = await moduleWith({ clock });
    await configure(made, TLS);
    made.module.faults.add('network.halfOpen', { count: 1 });
    made.host.send(`${CONN}\r\n`);
    await untilLogged(made, 'acts');
    await settled();
    clock.advance(10_000);
    await made.host.expect('ERROR\r\n');
    expect(logOf(made)).toContain('the TLS handshake timed out after 10000 ms');
    await connectsAgain(made);
  });
});

describe('network.latency', () => {
  test.each([TCP, TLS, WEB_SOCKET])('scheme %i: all takes longer, in its order', async (scheme) => {
    const made = await moduleWith();
    await configure(made, scheme);
    const fault = made.module.faults.add('network.latency', { time: 15, jitter: 15 });
    await connect(made);
    await made.host.command('AT+MQTTSUB=0,"n",0');
    for (let i = 0; i < 50; i++) await made.host.command(`AT+MQTTPUB=0,"n","${i}",0,0`);
    for (let i = 0; i < 50; i++)
      await made.host.expectNext(`+MQTTSUBRECV:0,"n",${String(i).length},${i}\r\n`);
    fault.remove();
    await isSound(made);
  });

  test('by so much, there and back', async () => {
    const clock = new ManualClock();
    const made = await moduleWith({ clock });
    await configure(made);
    await connect(made);
    made.module.faults.add('network.latency', { time: 1000 });
    made.host.send('AT+MQTTSUB=0,"n",0\r\n');
    await settled();
    clock.advance(999);
    await settled();
    expect(clock.untilNext()).toBe(1);
    clock.advance(1);
    // SUBACK is on its way back.
    await until(() => clock.untilNext() === 1000);
    expect(await made.host.drain()).toBe('');
    clock.advance(1000);
    await made.host.expect('\r\nOK\r\n');
  });
});

test.each([
  { name: 'network.latency' as const, parameters: { time: '1h' } },
  { name: 'network.bandwidth' as const, parameters: { bytesPerSecond: 1 } },
])('$name: what is late arrives at once when it is switched off', async ({ name, parameters }) => {
  const made = await moduleWith({ broker: true, clock: 'manual' });
  const { host, clock, faults } = made;
  await configure(made);
  await connect(made);
  const fault = faults.add(name, parameters as never);
  host.send('AT+MQTTPUB=0,"late","1",1,0\r\n');
  await clock.advance('2s');
  expect(await host.drain()).toBe('');
  fault.remove();
  await clock.advance(1);
  expect(await host.drain()).toBe('\r\nOK\r\n');
  await host.command('AT+MQTTPUB=0,"late","2",1,0');
});

describe('network.bandwidth', () => {
  test.each([TCP, TLS, WEB_SOCKET])(
    'scheme %i: a long message takes its time and arrives as it was',
    async (scheme) => {
      const made = await moduleWith();
      await configure(made, scheme);
      await connect(made);
      const fault = made.module.faults.add('network.bandwidth', { bytesPerSecond: 200_000 });
      const data = Buffer.from(Array.from({ length: 50_000 }, (_, i) => i % 251));
      const start = performance.now();
      await made.host.commandWithData(`AT+MQTTPUBRAW=0,"long",${data.length},1,0`, data, { timeout: 10_000 });
      expect(performance.now() - start).toBeGreaterThan(240);
      const { payload } = await made.broker.published('long');
      expect(Buffer.compare(Buffer.from(payload), data)).toBe(0);
      fault.remove();
      await isSound(made);
    },
  );

  test('hosts are held back: what waits stays small', async () => {
    const clock = new ManualClock();
    const made = await moduleWith({ clock });
    await configure(made);
    await connect(made);
    made.module.faults.add('network.bandwidth', { bytesPerSecond: 100 });
    const data = Buffer.alloc(40_000, 'x');
    let sent = 0;
    for (; sent < 10; sent++) {
      try {
        await made.host.commandWithData(`AT+MQTTPUBRAW=0,"long",${data.length},0,0`, data, { timeout: 200 });
      } catch {
        break;
      }
    }
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(5);
    made.module.faults.remove();
    clock.advance(10_000_000);
  });
});

describe('network.cut', () => {
  test.each([
    [TCP, 'reset', 'connection reset by peer (ECONNRESET)'],
    [TCP, 'orderly', 'closed the connection'],
    [TLS, 'reset', 'connection reset by peer (ECONNRESET)'],
    [TLS, 'orderly', 'closed the connection'],
    [WEB_SOCKET, 'reset', 'connection reset by peer (ECONNRESET)'],
    [WEB_SOCKET, 'orderly', 'closed the connection'],
  ] as const)('scheme %i, %s: the link is lost', async (scheme, how, reason) => {
    const made = await moduleWith();
    await configure(made, scheme);
    await connect(made);
    await isSound(made);
    made.module.faults.add('network.cut', { bytes: 7, how, count: 1 });
    await made.broker.publish({ topic: 'sound', payload: 'x'.repeat(100), qos: 0, retain: false });
    await made.host.expect('+MQTTDISCONNECTED:0\r\n');
    expect(logOf(made)).toContain(reason);
    await connectsAgain(made, scheme);
  });

  test.each([
    [TCP, 'toModule', 2],
    [TCP, 'toBroker', 10],
    [TLS, 'toModule', 10],
    [TLS, 'toBroker', 100],
    [WEB_SOCKET, 'toModule', 10],
  ] as const)('scheme %i, %s after %i bytes: no connection comes about', async (scheme, direction, bytes) => {
    const made = await moduleWith();
    await configure(made, scheme);
    made.module.faults.add('network.cut', { bytes, direction, count: 1 });
    await expect(connect(made)).rejects.toThrow('ERROR');
    await connectsAgain(made, scheme);
  });

  test('what arrived before has its effect first', async () => {
    const made = await moduleWith();
    await configure(made);
    await connect(made);
    await made.host.command('AT+MQTTSUB=0,"t",0');
    // PUBACK comes through, and a part of the message that follows it at once.
    made.module.faults.add('network.cut', { bytes: 8, count: 1 });
    made.host.send('AT+MQTTPUB=0,"t","x",1,0\r\n');
    await made.host.expectNext('\r\nOK\r\n');
    await made.host.expectNext('+MQTTDISCONNECTED:0\r\n');
    await connectsAgain(made);
  });

  test('the broker has got no more than that', async () => {
    const made = await moduleWith();
    await configure(made);
    await connect(made);
    // Of a PUBLISH of 12 bytes.
    made.module.faults.add('network.cut', { bytes: 11, direction: 'toBroker', count: 1 });
    await made.host.command('AT+MQTTPUB=0,"t","lost1234",0,0').catch(() => '');
    await made.host.urc('+MQTTDISCONNECTED');
    await connectsAgain(made);
    await made.broker.published('sound');
    expect(made.broker.messages.map(({ topic }) => topic)).toEqual(['sound']);
  });
});

describe('names', () => {
  test('network.dnsFail: nobody knows a name', async () => {
    const made = await moduleWith();
    await configure(made);
    const fault = made.module.faults.add('network.dnsFail');
    await expect(connect(made)).rejects.toThrow('ERROR');
    expect(logOf(made)).toContain('ENOTFOUND');
    await expect(made.host.command('AT+CIPDOMAIN="localhost"')).rejects.toThrow('ERROR');
    await expect(made.host.command('AT+PING="localhost"')).rejects.toThrow('+PING:TIMEOUT');
    // An address needs no name server.
    await made.host.command('AT+MQTTCONN=0,"127.0.0.1",1883,0');
    fault.remove();
    await connectsAgain(made);
    expect(await made.host.command('AT+CIPDOMAIN="localhost",2')).toContain('192.0.2.1');
  });

  test('network.dnsWrong: a name leads elsewhere', async () => {
    const made = await moduleWith();
    await configure(made);
    made.module.faults.add('network.dnsWrong', { address: '127.0.0.66', host: 'broker.test' });
    await expect(connect(made)).rejects.toThrow('ERROR');
    expect(await made.host.command('AT+CIPDOMAIN="broker.test"')).toContain('127.0.0.66');
    expect(await made.host.command('AT+CIPDOMAIN="localhost",2')).toContain('192.0.2.1');
    await expect(made.host.command('AT+CIPDOMAIN="broker.test",3')).rejects.toThrow('ERROR');
    made.module.faults.remove('network.dnsWrong');
    await connectsAgain(made);
  });

  test('network.dnsWrong needs an address', async () => {
    const { module } = await moduleWith();
    expect(() => module.faults.add('network.dnsWrong', { address: 'elsewhere' })).toThrow(
      'address of the fault network.dnsWrong: give an IPv4 or IPv6 address',
    );
  });
});

describe('ping and time', () => {
  function networkWith(faults: Partial<Record<FaultName, Record<string, unknown>>>) {
    const clock = new ManualClock();
    const asked: string[] = [];
    const set = new FaultSet({ timers: clock, areas: ['network'], tell() {} });
    for (const [name, parameters] of Object.entries(faults)) set.add(name as FaultName, parameters);
    const network = faultyNetwork(
      {
        ...OFFLINE,
        async ping(host) {
          asked.push(host);
          return 5;
        },
        async askTime(server) {
          asked.push(server);
          return 1_000_000;
        },
      },
      set,
      clock,
      clock,
    );
    return { network, clock, asked };
  }

  test('network.latency: both take longer', async () => {
    const { network, clock } = networkWith({ 'network.latency': { time: 200 } });
    const ping = network.ping('host.test');
    await settled();
    clock.advance(400);
    expect(await ping).toBe(405);
    const time = network.askTime('time.test', 3000);
    await settled();
    clock.advance(400);
    expect(await time).toBe(1_000_400);
  });

  test('network.latency: too long for an answer', async () => {
    const { network, clock } = networkWith({ 'network.latency': { time: 2001 } });
    const answers = [network.ping('host.test'), network.askTime('time.test:123', 3000)];
    const failures = Promise.allSettled(answers);
    await settled();
    clock.advance(5000);
    expect((await failures).map((each) => String((each as PromiseRejectedResult).reason.message))).toEqual([
      'host.test did not answer within 4 s',
      'no answer within 3000 ms',
    ]);
  });

  test('network.dnsWrong leads both elsewhere, network.dnsFail nowhere', async () => {
    const { network, asked } = networkWith({ 'network.dnsWrong': { address: '127.0.0.66' } });
    await network.ping('host.test');
    await network.askTime('time.test:1123', 3000);
    await network.askTime('127.0.0.1', 3000);
    expect(asked).toEqual(['127.0.0.66', '127.0.0.66:1123', '127.0.0.1']);
    const none = networkWith({ 'network.dnsFail': {} }).network;
    await expect(none.ping('host.test')).rejects.toThrow('Name or service not known');
    await expect(none.askTime('time.test', 3000)).rejects.toThrow('ENOTFOUND');
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await settled();
}

const untilLogged = (made: TestModule, text: string) => until(() => logOf(made).includes(text));
