import { afterEach, expect, test } from 'vitest';
import { createTestModule, type TestModule, type TestModuleOptions } from '#testing/index';

const made: TestModule[] = [];

afterEach(async () => {
  for (const each of made.splice(0)) await each.close();
});

async function moduleWith(options: TestModuleOptions = {}): Promise<TestModule> {
  const module = await createTestModule({ echo: false, ...options });
  made.push(module);
  return module;
}

async function connect({ host }: TestModule): Promise<void> {
  await host.command('AT+MQTTUSERCFG=0,1,"fault","","",0,0,""');
  await host.command('AT+MQTTCONN=0,"broker.test",1883,0');
}

test('uart.lose: a lost byte breaks a command, and the next one is sound', async () => {
  const { module, host } = await moduleWith();
  module.faults.add('uart.lose', { direction: 'toModule', count: 1 });
  await host.exchange('AT\r\n', '\r\nERROR\r\n');
  await host.command('AT');
});

test('module.busy: a command waits, and what comes meanwhile is refused', async () => {
  const { module, host } = await moduleWith();
  module.faults.add('module.busy', { command: 'AT+GMR', time: 20, count: 1 });
  host.send('AT+GMR\r\n');
  host.send('AT\r\n');
  await host.expect('busy p...\r\n');
  await host.expect('\r\nOK\r\n');
  await host.command('AT');
});

test('module.noMemory: the code tells what there is none of', async () => {
  const made = await moduleWith({ broker: true });
  await connect(made);
  const { module, host } = made;
  await host.command('AT+SYSLOG=1');
  module.faults.add('module.noMemory', { what: 'heap', count: 1 });
  host.send('AT+MQTTPUBRAW=0,"t",5,0,0\r\n');
  expect(await host.expect('\r\nERROR\r\n')).toContain('6005');
  await host.commandWithData('AT+MQTTPUBRAW=0,"t",5,0,0', 'hello');
});

test('wifi.drop: the link is lost, the station comes back when it is over', async () => {
  const made = await moduleWith({ broker: true });
  await connect(made);
  const { module, host } = made;
  await host.command('AT+CWRECONNCFG=1,0');
  const fault = module.faults.add('wifi.drop');
  await host.expect('+MQTTDISCONNECTED:0\r\n');
  fault.remove();
  await host.expect('WIFI GOT IP\r\n');
});

test('network.refuse: the connection fails, the next one is made', async () => {
  const made = await moduleWith({ broker: true });
  made.module.faults.add('network.refuse', { count: 1 });
  await expect(connect(made)).rejects.toThrow('ERROR');
  await made.host.command('AT+MQTTCONN=0,"broker.test",1883,0');
});

test('broker.connack: refused before a real broker, and accepted afterwards', async () => {
  const made = await moduleWith({ broker: true });
  made.module.faults.add('broker.connack', { code: 5, count: 1 });
  await expect(connect(made)).rejects.toThrow('ERROR');
  expect(made.log.map(({ text }) => text).join('\n')).toContain('not authorised (return code 5)');
  await made.host.command('AT+MQTTCONN=0,"broker.test",1883,0');
});

test('broker.connack in the embedded broker: its clients are refused', async () => {
  const made = await moduleWith({ broker: { faults: ['broker.connack,code=2,count=1'] } });
  await expect(connect(made)).rejects.toThrow('ERROR');
  expect(made.broker.faults.list).toEqual([]);
  await made.host.command('AT+MQTTCONN=0,"broker.test",1883,0');
});

test('a module without faults says how to have some', async () => {
  const { module } = await moduleWith({ faults: undefined });
  expect(() => module.faults).toThrow('give the option faults');
});
