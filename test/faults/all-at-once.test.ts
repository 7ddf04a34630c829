import { expect, test } from 'vitest';
import type { Faults } from '#faults/fault-set';
import { areaOf, FAULT_NAMES, type FaultInput, type FaultName } from '#faults/table';
import { Random } from '#random/random';
import { createTestModule, settled, type TestHost } from '#testing/index';
import { CountingClock } from '../ports/filters/support.ts';

/** Everything that can go wrong between a host and its module and in it, at once, as a seed has it. */
type UartOrModule = Extract<FaultName, `uart.${string}` | `module.${string}`>;

const LINES = [
  'AT',
  'AT+GMR',
  'AT+CWMODE=3',
  'AT+CWMODE=1',
  'AT+CWMODE?',
  'AT+CWQAP',
  'AT+CWJAP?',
  'AT+SYSRAM?',
  'AT+SYSLOG=1',
  'AT+SYSMFG=2,"n","k",7,5',
  'AT+SYSMFG=1,"n","k"',
  'AT+MQTTUSERCFG=0,1,"c","u","p",0,0,""',
  'AT+MQTTLONGCLIENTID=0,20',
  'AT+MQTTCONN?',
  'AT+CIPSNTPCFG=1,8',
  'AT+SYSTIMESTAMP=1800000000',
  'AT+UART_CUR=9600,8,1,0,0',
  'AT+GSLP=500',
  'AT+RST',
  'AT+RST=1',
  'AT+NONSENSE="a\\,b",1',
  'hello',
];

/** Each of them, with parameters by chance. */
const FAULTS_BY_CHANCE: {
  readonly [N in UartOrModule]: (random: Draw) => FaultInput<N>;
} = {
  'uart.lose': ({ way }) => ({ direction: way(), rate: 0.02 }),
  'uart.flip': ({ way }) => ({ direction: way(), rate: 0.02 }),
  'uart.double': ({ way }) => ({ direction: way(), rate: 0.02 }),
  'uart.delay': ({ way, upTo }) => ({ direction: way(), time: upTo(400), jitter: upTo(200), rate: 0.5 }),
  'uart.cut': ({ way, upTo }) => ({ direction: way(), bytes: 1 + upTo(20), gap: upTo(20) }),
  'uart.silence': ({ way }) => ({ direction: way(), rate: 0.3 }),
  'uart.messageBeforePrompt': ({ upTo }) => (upTo(2) === 0 ? {} : { wait: upTo(500) }),
  'uart.bootNoise': ({ upTo }) => ({ chip: (['esp8266', 'esp32', 'esp32c3'] as const)[upTo(3)] }),
  'uart.wrongBaud': ({ way }) => ({ direction: way(), baud: 9600 }),
  'module.reset': ({ upTo }) => ({ after: upTo(500), every: 1 + upTo(300), count: 1 + upTo(3) }),
  'module.resetDuring': ({ upTo }) => ({
    moment: (['start', 'data', 'answer'] as const)[upTo(3)],
    ...(upTo(2) === 0 ? {} : { time: upTo(200) }),
  }),
  'module.brownOut': ({ upTo }) => ({ time: 1 + upTo(300), text: upTo(2) === 0, rate: 0.8 }),
  'module.powerOff': () => ({}),
  'module.noMemory': ({ upTo }) => ({ what: (['heap', 'semaphore', 'eventGroup'] as const)[upTo(3)] }),
  'module.busy': ({ upTo }) => ({ time: upTo(800), holds: (['command', 'data'] as const)[upTo(2)] }),
  'module.answer': ({ upTo }) => ({
    answer: ['OK', 'ERROR', 'busy', 'nothing', '\\xff\\r\\n'][upTo(5)] ?? 'OK',
    run: upTo(2) === 0,
  }),
  'module.clockJump': ({ upTo }) => ({ by: upTo(2) === 0 ? '-1h' : '8760h' }),
  'module.noTime': () => ({}),
  'module.wrongTime': () => ({ to: '2040-01-01' }),
};

class Draw {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  readonly upTo = (count: number): number => Math.floor(this.#random.next() * count);
  readonly way = () => (['toModule', 'toHost', 'both'] as const)[this.upTo(3)] ?? 'both';
}

async function play(seed: number) {
  const draw = new Draw(seed);
  const clock = new CountingClock();
  const made = await createTestModule({ clock, seed, echo: false });
  const { module, host, addHost } = made;
  const hosts: TestHost[] = [host, addHost('second')];
  const said: string[] = [];
  const listen = (each: TestHost, name: string): void => {
    each.stream.on('data', (bytes: Buffer) => said.push(`${clock.now()} ${name} ${bytes.toString('hex')}`));
  };
  hosts.forEach((each, index) => {
    listen(each, `${index}`);
  });
  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; ) {
      await settled();
      const step = Math.min(left, Math.max(1, clock.untilNext() ?? left));
      clock.advance(step);
      left -= step;
    }
    await settled();
  };
  const names = Object.keys(FAULTS_BY_CHANCE) as UartOrModule[];
  for (let round = 0; round < 80; round++) {
    const name = names[draw.upTo(names.length)] ?? 'uart.lose';
    const lasts = draw.upTo(4) === 0 ? {} : { for: 1 + draw.upTo(1500) };
    (module.faults as Faults).add(name, { ...FAULTS_BY_CHANCE[name](draw), ...lasts } as FaultInput<
      typeof name
    >);
    if (draw.upTo(15) === 0) module.faults.remove();
    if (draw.upTo(15) === 0) {
      const gone = 1 + draw.upTo(hosts.length - 1);
      hosts[gone]?.leave();
      const next = addHost(`${round}`);
      hosts[gone] = next;
      listen(next, `${round}`);
    }
    for (let count = draw.upTo(4); count > 0; count--) {
      const line = LINES[draw.upTo(LINES.length)] ?? 'AT';
      hosts[draw.upTo(hosts.length)]?.send(`${line}\r\n`);
    }
    await pass(draw.upTo(300));
  }
  return { ...{ module, host, hosts, said, clock, pass }, close: () => made.close() };
}

test('every fault of UART and module is among them', () => {
  const all = FAULT_NAMES.filter((name) => ['uart', 'module'].includes(areaOf(name)));
  expect(Object.keys(FAULTS_BY_CHANCE).sort()).toEqual([...all].sort());
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])('seed %i: the module is sound afterwards', async (seed) => {
  const { module, host, hosts, clock, pass, close } = await play(seed);
  module.faults.remove();
  await pass(60_000);
  module.reset();
  await pass(60_000);
  expect(module.faults.list).toEqual([]);
  for (const each of hosts) {
    each.takeUnread();
    await each.exchange('AT\r\n', 'AT\r\n\r\nOK\r\n');
  }
  await host.command('ATE0');
  // It may be stored that SNTP is on.
  await host.command('AT+CIPSNTPCFG=0');
  await settled();
  host.takeUnread();
  expect(clock.timers).toBe(0);
  expect(await host.command('AT+SYSRAM?')).toContain('+SYSRAM:4194304,4194304');
  await host.exchange('AT+SYSMFG=2,"sound","k",7,5\r\n', '\r\nOK\r\n\r\n>');
  await host.exchange('hello', '\r\nOK\r\n');
  await host.command('AT+CWMODE=1');
  host.takeUnread();
  await host.command('AT+MQTTUSERCFG=0,1,"c","","",0,0,""');
  expect(await host.command('AT+MQTTCONN?')).toContain('+MQTTCONN:0,1,1,');
  await close();
});

test('the same seed, the same bytes at the same time', async () => {
  const [one, two, other] = [await play(21), await play(21), await play(22)];
  expect(one.said.length).toBeGreaterThan(50);
  expect(two.said).toEqual(one.said);
  expect(other.said).not.toEqual(one.said);
  for (const each of [one, two, other]) await each.close();
});
