import { expect, test } from 'vitest';
import type { Platform } from '#module/platform';
import { bareModule } from '../../support/bare-module.ts';

const CONNECT = 'AT+MQTTCONN=0,"broker.example",1883,0\r\n';
const FAILED = '+MQTTDISCONNECTED:0⏎⏎ERROR⏎'.replaceAll('⏎', '\r\n');

/** A host of a module whose names lead where they are told to, without a broker to be reached. */
async function start(resolveName: Platform['resolveName'], ...settings: readonly string[]) {
  const rules: string[] = [];
  const { module, addHost } = bareModule(settings, {
    resolveName,
    observer: { compat: ({ rule }) => rules.push(rule) },
  });
  const host = addHost('host', { echo: false });
  module.boot();
  await host.expect('WIFI GOT IP\r\n');
  await host.exchange('AT+MQTTUSERCFG=0,1,"c","","",0,0,""\r\n', '\r\nOK\r\n');
  const told = () => rules.filter((rule) => rule === 'privateAddress').length;
  return { module, host, told };
}

test('several connects ask for the name once, and tell each time', async () => {
  let asked = 0;
  const { module, host, told } = await start(async () => {
    asked++;
    return '10.1.2.3';
  });
  for (let n = 0; n < 3; n++) await host.exchange(CONNECT, FAILED);
  await expect.poll(told).toBe(3);
  expect(asked).toBe(1);
  module.powerOff();
});

test('a resolver that never answers delays no connect', async () => {
  const { module, host, told } = await start(() => new Promise(() => {}));
  await host.exchange(CONNECT, FAILED);
  expect(told()).toBe(0);
  module.powerOff();
});

test('a name that nobody knew is asked for again', async () => {
  let asked = 0;
  const { module, host, told } = await start(async () => {
    if (asked++ === 0) throw new Error('not now');
    return '192.168.0.9';
  });
  await host.exchange(CONNECT, FAILED);
  expect(told()).toBe(0);
  await host.exchange(CONNECT, FAILED);
  await expect.poll(told).toBe(1);
  module.powerOff();
});

test('a module that was switched off meanwhile tells nothing', async () => {
  let answer: (address: string) => void = () => {};
  const resolving = new Promise<string>((resolve) => {
    answer = resolve;
  });
  const { module, host, told } = await start(() => resolving);
  await host.exchange(CONNECT, FAILED);
  module.powerOff();
  answer('10.1.2.3');
  await resolving;
  await Promise.resolve();
  expect(told()).toBe(0);
});

test.each([
  ['127.0.0.1', 0],
  ['203.0.113.9', 0],
  ['100.64.0.1', 0],
  ['172.15.0.1', 0],
  ['172.16.0.1', 1],
  ['169.254.1.1', 1],
  ['192.168.1.1', 1],
])('of a name that leads to %s it tells %i times', async (address, times) => {
  const { module, host, told } = await start(async () => address);
  await host.exchange(CONNECT, FAILED);
  await new Promise(setImmediate);
  expect(told()).toBe(times);
  module.powerOff();
});

test('firmware after 5.0 refuses it instead', async () => {
  const { module, host, told } = await start(async () => '10.1.2.3', 'firmware=master');
  await host.exchange(CONNECT, '\r\nERROR\r\n');
  expect(told()).toBe(0);
  module.powerOff();
});
