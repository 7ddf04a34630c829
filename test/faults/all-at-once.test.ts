import { expect, test } from 'vitest';
import type { Faults } from '#faults/fault-set';
import { areaOf, FAULT_NAMES, type FaultInput } from '#faults/table';
import { createTestModule, settled, type TestHost } from '#testing/index';
import { CountingClock } from '../ports/filters/support.ts';
import { Draw, FAULTS_BY_CHANCE, type UartOrModule } from './support/by-chance.ts';
import { connect, moduleWith, READY } from './support/module.ts';

/** What hosts say meanwhile. */
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

const MQTT_LINES = [
  'AT+MQTTUSERCFG=0,1,"c","u","p",0,0,""',
  'AT+MQTTCONN=0,"broker.test",1883,0',
  'AT+MQTTCONN=0,"broker.test",1883,1',
  'AT+MQTTSUB=0,"t",1',
  'AT+MQTTUNSUB=0,"t"',
  'AT+MQTTPUB=0,"t","x",1,0',
  'AT+MQTTPUB=0,"t","x",2,0',
  'AT+MQTTPUBRAW=0,"t",5,1,0',
  'hello',
  'AT+MQTTCLEAN=0',
  'AT+MQTTCONN?',
  'AT+CWQAP',
  'AT+RST',
];

test.each([1, 2, 3])('seed %i, with a broker: the module is sound afterwards', async (seed) => {
  const draw = new Draw(seed);
  const made = await moduleWith({ broker: true, seed });
  const { module, host } = made;
  const names = Object.keys(FAULTS_BY_CHANCE) as UartOrModule[];
  for (let round = 0; round < 60; round++) {
    const name = names[draw.upTo(names.length)] ?? 'uart.lose';
    const lasts = draw.upTo(6) === 0 ? {} : { for: 1 + draw.upTo(200) };
    (module.faults as Faults).add(name, { ...FAULTS_BY_CHANCE[name](draw), ...lasts } as FaultInput<
      typeof name
    >);
    if (draw.upTo(4) === 0) module.faults.remove();
    for (let count = draw.upTo(6); count > 0; count--) {
      host.send(`${MQTT_LINES[draw.upTo(MQTT_LINES.length)]}\r\n`);
    }
    for (let turns = draw.upTo(10); turns > 0; turns--) await settled();
  }
  module.faults.remove();
  await settled();
  host.takeUnread();
  module.reset();
  await host.expect(READY);
  await host.command('ATE0');
  await host.exchange('AT+SYSRAM?\r\n', '+SYSRAM:4194304,4194304\r\nOK\r\n');
  await connect(made);
  await host.commandWithData('AT+MQTTPUBRAW=0,"sound",5,2,0', 'hello');
  expect((await made.broker.published('sound')).payload.toString()).toBe('hello');
});
