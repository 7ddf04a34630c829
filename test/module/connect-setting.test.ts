import { expect, onTestFinished, test } from 'vitest';
import { createTestModule, type TestModule, type TestModuleOptions } from '#testing/index';

// The setting connect beside faults, latency, Wi-Fi and power [B-CONNECT-1], [B-CONNECT-2].

const CONNECTED = '+MQTTCONNECTED:0,1,"broker.test","1883","",1\r\n';

/** A module that connects by itself to the kit's broker, whose time the test moves. */
async function connecting({ settings, ...more }: TestModuleOptions = {}): Promise<TestModule> {
  const made = await createTestModule({
    broker: true,
    clock: 'manual',
    echo: false,
    settings: { connect: { host: 'broker.test', topics: [{ filter: 'cmd' }] }, ...settings },
    ...more,
  });
  onTestFinished(() => made.close());
  return made;
}

const textOf = ({ log }: TestModule): string => log.map(({ text }) => text).join('\n');

test('with latency it connects once the station has an address', async () => {
  const made = await connecting({ settings: { latency: 'wifi' }, poweredOn: false });
  made.module.powerOn();
  await made.clock.advance('3s');
  expect(made.module.links[0]?.state).toBe(3);
  await made.clock.advance('5s');
  await made.host.expect(CONNECTED);
});

test('a fault of Wi-Fi ends it, and it comes back with Wi-Fi, subscribed', async () => {
  const made = await connecting({ faults: [] });
  await made.host.expect(CONNECTED);
  made.faults.add('wifi.drop', { for: '2s' });
  await made.host.expect('+MQTTDISCONNECTED:0\r\n');
  await made.clock.advance('12s');
  await made.host.expect(CONNECTED);
  expect(made.module.links[0]?.topics).toEqual([{ filter: 'cmd', qos: 0 }]);
});

test('where nothing joins a network the log says so, and AT+CWJAP lets it connect', async () => {
  const made = await connecting({ settings: { follow: 'module' } });
  await expect.poll(() => textOf(made)).toContain('the setting connect waits for Wi-Fi');
  await made.host.command('AT+CWJAP="lab","secret"');
  await made.host.expect(CONNECTED);
});

test('that it waits for the time is told once, and only where SNTP will not bring it', async () => {
  const connect = { host: 'broker.test', scheme: 3 };
  const made = await connecting({ settings: { connect } });
  const waits = () => textOf(made).match(/waits for the time/g)?.length;
  expect(waits()).toBe(1);
  await made.host.command('AT+CIPSNTPCFG=1,0');
  await made.host.expect('+MQTTDISCONNECTED:0\r\n');
  made.module.reset();
  await made.host.expect('+MQTTDISCONNECTED:0\r\n');
  expect(waits()).toBe(1);
});

test('a host that took the link over gives it back by a restart, and by power', async () => {
  const made = await connecting();
  await made.host.expect(CONNECTED);
  await made.host.command('AT+MQTTCLEAN=0');
  await made.clock.advance('1h');
  expect(made.module.links[0]?.state).toBe(0);
  made.module.reset();
  await made.host.expect(CONNECTED);
  await made.host.command('AT+MQTTCLEAN=0');
  await made.host.command('AT+GSLP=1000');
  await made.clock.advance('1s');
  await made.host.expect(CONNECTED);
});

test('a command that is refused takes nothing over', async () => {
  const made = await connecting();
  await made.host.expect(CONNECTED);
  for (const line of ['AT+MQTTUSERCFG=0,99,"c","","",0,0,""', 'AT+MQTTUSERCFG=0,1,"c"', 'AT+MQTTCLEAN=7']) {
    await expect(made.host.command(line)).rejects.toThrow('ERROR');
  }
  expect(made.module.links[0]?.state).toBe(6);
  expect(textOf(made)).not.toContain('has the link now');
});
