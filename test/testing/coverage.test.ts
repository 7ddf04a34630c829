import { expect, test } from 'vitest';
import { mergeCoverage } from '#testing/index';
import { connect, made } from './support/made.ts';

test('tells which commands and forms were sent, of those that the test names', async () => {
  const lab = await made({ broker: true, echo: false });
  await connect(lab);
  lab.host.send('AT+MQTTPUB=0,"t",x,0,0\r\nat+mqttconn?\r\nAT+NONE="secret"\r\n');
  await lab.host.drain();
  await lab.host.commandWithData('AT+MQTTPUBRAW=0,"t",1,0,0', 'x');
  const coverage = lab.coverage({
    commands: ['AT+MQTTPUB', 'AT+MQTTCONN', 'AT+MQTTPUBRAW=', 'AT+MQTTUNSUB=…', 'AT'],
    urcs: ['+MQTTCONNECTED', '+MQTTSUBRECV'],
  });
  expect(coverage.commands).toEqual([
    { command: 'AT+MQTTPUB=…', sent: 1, failed: 1 },
    { command: 'AT+MQTTCONN=…', sent: 1, failed: 0 },
    { command: 'AT+MQTTCONN?', sent: 1, failed: 0 },
    { command: 'AT+MQTTPUBRAW=…', sent: 1, failed: 0 },
    { command: 'AT+MQTTUNSUB=…', sent: 0, failed: 0 },
    { command: 'AT', sent: 0, failed: 0 },
  ]);
  expect(coverage.unknown).toEqual(['AT+NONE']);
  expect(String(coverage)).toBe(`AT commands: 4 of 6 sent (66 %)
  ✓ AT+MQTTPUB=…     once, 1 failed
  ✓ AT+MQTTCONN=…    once
  ✓ AT+MQTTCONN?     once
  ✓ AT+MQTTPUBRAW=…  once
  ✗ never sent: AT+MQTTUNSUB=… AT
  ? not known to the module: AT+NONE
URCs: 1 of 2 followed by a command (50 %)
  ✓ +MQTTCONNECTED   came once, 1 followed by a command
  ✗ +MQTTSUBRECV     never came`);
});

test('a URC is handled when a host has sent a command that the module knows', async () => {
  const lab = await made({ broker: true, echo: false });
  await connect(lab);
  await lab.host.command('AT+MQTTSUB=0,"t",0');
  for (const payload of ['one', 'two']) {
    await lab.broker.publish({ topic: 't', payload });
    await lab.host.urc('+MQTTSUBRECV');
  }
  const urcs = () => lab.coverage({ urcs: ['+MQTTSUBRECV'] }).urcs;
  expect(urcs()).toEqual([{ urc: '+MQTTSUBRECV', heard: 2, handled: 0 }]);
  expect(String(lab.coverage({ commands: [], urcs: ['+MQTTSUBRECV'] }))).toContain(
    '~ +MQTTSUBRECV  came 2 times, and no command followed',
  );
  lab.host.send('nonsense\r\n');
  await lab.host.expect('ERROR');
  expect(urcs()).toMatchObject([{ handled: 0 }]);
  await lab.host.command('AT+MQTTPUB=0,"r","x",0,0');
  expect(urcs()).toMatchObject([{ handled: 2 }]);
});

test('begins behind the boot, has all of the firmware unless the test says which, and adds up', async () => {
  const [one, other] = [await made({ echo: false }), await made({ echo: false })];
  expect(one.coverage().commands.every(({ sent }) => sent === 0)).toBe(true);
  expect(one.coverage().urcs.every(({ heard }) => heard === 0)).toBe(true);
  expect(one.coverage().commands.length).toBeGreaterThan(50);
  await one.host.command('AT+RST');
  await one.host.urc('ready');
  await other.host.command('AT+GMR');
  await other.host.command('AT+RST');
  const asked = { commands: ['AT+RST', 'AT+GMR'], urcs: ['ready'] };
  const both = mergeCoverage([one.coverage(asked), other.coverage(asked)]);
  expect(both.commands).toMatchObject([
    { command: 'AT+RST=…', sent: 0 },
    { command: 'AT+RST', sent: 2 },
    { command: 'AT+GMR', sent: 1 },
  ]);
  expect(String(both)).toContain('✓ AT+RST  2 times');
});

test('a command or a URC that does not exist is told of', async () => {
  const lab = await made();
  expect(() => lab.coverage({ commands: ['AT+NONE'] })).toThrow('has no AT+NONE');
  expect(() => lab.coverage({ commands: ['AT+GMR?'] })).toThrow('has no AT+GMR?');
  expect(() => lab.coverage({ urcs: ['+NONE'] })).toThrow('no URC +NONE');
});
