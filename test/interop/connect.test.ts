import { expect } from 'vitest';
import { journey } from './support/journey.ts';

const LONG = { name: `${'n'.repeat(199)}é`, password: '密"\\,'.repeat(150) };
const USERS = { alice: 'open sesame', 王: '密码', 'a,b': 'q"\\,', [LONG.name]: LONG.password };
const REFUSED = '+MQTTDISCONNECTED:0⏎ERR CODE:0x010a600b⏎⏎ERROR⏎';

journey('the right name and password connect', { users: USERS }, async (fixture) => {
  const device = await fixture.device();
  await device.connect({ username: 'alice', password: 'open sesame' });
  const { port } = fixture.broker;
  await device.host.ask('AT+MQTTCONN?', `+MQTTCONN:0,4,1,"127.0.0.1","${port}","",0⏎⏎OK⏎`);
});

journey('a name and a password in Chinese connect', { users: USERS }, async (fixture) => {
  const device = await fixture.device();
  await device.connect({ username: '王', password: '密码' });
  expect(await device.state()).toBe(4);
});

journey('a password with quotes, backslashes and commas connects', { users: USERS }, async (fixture) => {
  const device = await fixture.device();
  await device.connect({ username: 'a\\,b', password: 'q\\"\\\\\\,' });
  expect(await device.state()).toBe(4);
});

journey('a long identifier, name and password, sent as data, connect', { users: USERS }, async (fixture) => {
  const device = await fixture.device();
  const { host } = device;
  const command = await device.configure();
  const parts = { CLIENTID: 'i'.repeat(1024), USERNAME: LONG.name, PASSWORD: LONG.password };
  for (const [what, text] of Object.entries(parts)) {
    const data = Buffer.from(text);
    await host.askWithData(`AT+MQTTLONG${what}=0,${data.length}`, data, '⏎OK⏎');
  }
  await host.ask(command, `${device.connectedLine()}⏎OK⏎`);
});

journey('a broker is found by its name', {}, async (fixture) => {
  const device = await fixture.device();
  await device.configure();
  const target = `"localhost",${fixture.broker.port},0`;
  const connected = `+MQTTCONNECTED:0,1,"localhost","${fixture.broker.port}","",0⏎`;
  await device.host.ask(`AT+MQTTCONN=0,${target}`, `${connected}⏎OK⏎`);
});

journey('a wrong password is refused, as often as it is tried', { users: USERS }, async (fixture) => {
  const device = await fixture.device();
  const command = await device.configure({ username: 'alice', password: 'open says me' });
  for (let time = 1; time <= 2; time++) {
    await device.host.ask(command, REFUSED);
    await device.host.ask('AT+MQTTCONN?', '+MQTTCONN:0,2,1,"","","",0⏎⏎OK⏎');
    expect(device.log.filter((line) => /return code [45]/.test(line))).toHaveLength(time);
  }
  expect(device.log.join('\n')).not.toContain('open says me');

  await device.connect({ username: 'alice', password: 'open sesame' });
  expect(await device.state()).toBe(4);
});

journey('an unknown name, and no name, are refused', { users: USERS }, async (fixture) => {
  const device = await fixture.device();
  for (const who of [{ username: 'bob', password: 'open sesame' }, {}]) {
    await device.host.ask(await device.configure(who), REFUSED);
    expect(await device.state()).toBe(2);
  }
});

journey('an empty client identifier gets one from the broker', {}, async (fixture) => {
  const device = await fixture.device();
  await device.connect({ clientId: '' });
  await device.subscribe('me');
  await device.host.ask('AT+MQTTPUB=0,"me","hello",0,0', '⏎OK⏎+MQTTSUBRECV:0,"me",5,hello⏎');
});

journey('two modules with one identifier: the broker lets the older one go', {}, async (fixture) => {
  const first = await fixture.connected();
  const second = await fixture.connected();
  await first.host.next('+MQTTDISCONNECTED:0⏎');
  expect(await first.state()).toBe(3);
  expect(await second.state()).toBe(4);
});
