import { expect } from 'vitest';
import { journey } from './support/journey.ts';

const settings = { reconnectIntervalMs: 200 };
const LOST = '+MQTTDISCONNECTED:0⏎';

journey('without reconnect a lost broker is told once, and only AT+MQTTCLEAN helps', {}, async (fixture) => {
  const device = await fixture.connected({ settings });
  const { host } = device;
  const witness = await fixture.device({ settings });
  await witness.connect({ clientId: 'witness', reconnect: true });
  await device.subscribe('news', 1);
  await fixture.broker.kill();
  await host.next(LOST);
  const { port } = fixture.broker;
  await host.ask('AT+MQTTCONN?', `+MQTTCONN:0,3,1,"127.0.0.1","${port}","",0⏎⏎OK⏎`);
  // Time enough for another module to have tried twice.
  await witness.host.next(LOST + LOST + LOST);
  await fixture.broker.restart();
  await witness.comesBack();
  expect(device.tap.dials).toBe(1);
  await host.ask(`AT+MQTTCONN=0,"127.0.0.1",${port},0`, 'ERR CODE:0x010a6051⏎⏎ERROR⏎');
  await host.ask('AT+MQTTPUB=0,"news","x",0,0', 'ERR CODE:0x010a6051⏎⏎ERROR⏎');
  await host.ask('AT+MQTTSUB=0,"news",0', 'ERR CODE:0x010a6051⏎⏎ERROR⏎');
  await host.ask('AT+MQTTCLEAN=0', '⏎OK⏎');
  await device.connect();
  await device.subscribe('news');
});

journey('with reconnect each failed try is told, and topics are subscribed again', {}, async (fixture) => {
  const device = await fixture.device({ settings });
  const { host, tap } = device;
  await device.connect({ reconnect: true });
  await device.subscribe('news/#', 2);
  await device.subscribe('温度', 1);
  await fixture.broker.kill();
  await host.next(LOST + LOST + LOST);
  await host.ask(
    'AT+MQTTPUB=0,"news","x",0,0',
    /(\+MQTTDISCONNECTED:0\r\n)*ERR CODE:0x010a6051\r\n\r\nERROR\r\n/,
  );

  await fixture.broker.restart();
  await device.comesBack();
  await tap.seen('got', 'suback', 4);
  expect(tap.sent.filter(({ cmd }) => cmd === 'subscribe').slice(2)).toMatchObject([
    { subscriptions: [{ topic: 'news/#', qos: 2 }] },
    { subscriptions: [{ topic: '温度', qos: 1 }] },
  ]);
  const listed = '+MQTTSUB:0,6,"news/#",2⏎+MQTTSUB:0,6,"温度",1⏎';
  await host.ask('AT+MQTTSUB?', `${listed}⏎OK⏎`);
  const peer = await fixture.peer();
  await peer.publish('news/today', 'back');
  await host.next('+MQTTSUBRECV:0,"news/today",4,back⏎');
  await peer.publish('温度', '二十');
  await host.next('+MQTTSUBRECV:0,"温度",6,二十⏎');
});

journey('a second loss is mended as the first', {}, async (fixture) => {
  const device = await fixture.device({ settings });
  await device.connect({ reconnect: true });
  await device.subscribe('news', 1);
  for (let time = 1; time <= 2; time++) {
    await fixture.broker.kill();
    await device.host.next(LOST);
    await fixture.broker.restart();
    await device.comesBack();
    await device.tap.seen('got', 'suback', 1 + time);
    const peer = await fixture.peer();
    await peer.publish('news', `${time}`);
    await device.host.next(`+MQTTSUBRECV:0,"news",1,${time}⏎`);
  }
});

journey(
  'topics of a session that is present are subscribed again too, as a genuine module does',
  { persistence: true },
  async (fixture) => {
    const device = await fixture.device({ settings });
    const { host, tap } = device;
    await device.connect({ persistent: true, reconnect: true });
    await device.subscribe('news', 1);
    // In order, so that Mosquitto writes its sessions down.
    await fixture.broker.kill('SIGTERM');
    await host.next(LOST);
    await fixture.broker.restart();
    await device.comesBack();
    expect(await tap.seen('got', 'connack', 2)).toMatchObject({ sessionPresent: true });
    await tap.seen('got', 'suback', 2);
    const peer = await fixture.peer();
    await peer.publish('news', 'back');
    await host.next('+MQTTSUBRECV:0,"news",4,back⏎');
    expect(tap.count('subscribe')).toBe(2);
    await host.ask('AT+MQTTSUB?', '+MQTTSUB:0,6,"news",1⏎⏎OK⏎');
  },
);

journey('a persistent session that the broker has forgotten is subscribed again', {}, async (fixture) => {
  const device = await fixture.device({ settings });
  await device.connect({ persistent: true, reconnect: true });
  await device.subscribe('news', 1);
  await fixture.broker.kill();
  await device.host.next(LOST);
  await fixture.broker.restart();
  await device.comesBack();
  // Without persistence Mosquitto forgets; Aedes has its memory still.
  const forgotten = fixture.kind === 'Mosquitto';
  expect(await device.tap.seen('got', 'connack', 2)).toMatchObject({ sessionPresent: !forgotten });
  await device.tap.seen('got', 'suback', 2);
  const peer = await fixture.peer();
  await peer.publish('news', 'back');
  await device.host.next('+MQTTSUBRECV:0,"news",4,back⏎');
});

journey('Wi-Fi is lost and found: the will, then the queued messages', {}, async (fixture) => {
  const device = await fixture.device({ settings });
  const { host } = device;
  const watcher = await fixture.watcher('wills/#');
  await device.connect({ persistent: true, reconnect: true, will: { topic: 'wills/a', payload: 'gone' } });
  await device.subscribe('news', 1);
  await host.ask('AT+CWQAP', `WIFI DISCONNECT⏎${LOST}⏎OK⏎${LOST}`);
  expect(await watcher.text()).toBe('gone');
  for (const text of ['one', 'two']) await watcher.publish('news', text);

  await host.ask(
    'AT+CWJAP="home","secret"',
    /(\+MQTTDISCONNECTED:0\r\n)*WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n/,
  );
  await device.comesBack();
  await host.next('+MQTTSUBRECV:0,"news",3,one⏎+MQTTSUBRECV:0,"news",3,two⏎');
});

journey('AT+MQTTCLEAN ends the tries to come back', {}, async (fixture) => {
  const device = await fixture.device({ settings });
  const { host, tap } = device;
  const witness = await fixture.device({ settings });
  await device.connect({ reconnect: true });
  await witness.connect({ clientId: 'witness', reconnect: true });
  await fixture.broker.kill();
  await host.next(LOST + LOST);
  await host.ask('AT+MQTTCLEAN=0', /(\+MQTTDISCONNECTED:0\r\n)*\r\nOK\r\n/);
  const { dials } = tap;
  await witness.host.next(LOST.repeat(tap.dials + 3));
  expect(tap.dials).toBe(dials);
  await host.ask('AT+MQTTCONN?', '+MQTTCONN:0,0,0,"","","",0⏎⏎OK⏎');
  await witness.host.ask('AT+MQTTCLEAN=0', /(\+MQTTDISCONNECTED:0\r\n)*\r\nOK\r\n/);
  await fixture.broker.restart();
  await device.connect({ reconnect: true });
});

journey(
  'a broker that is not there fails the first connection, which can be repeated',
  {},
  async (fixture) => {
    await fixture.broker.kill();
    const device = await fixture.device({ settings });
    const command = await device.configure({ reconnect: true });
    await device.host.ask(command, `${LOST}ERR CODE:0x010a600b⏎⏎ERROR⏎`);
    expect(await device.state()).toBe(2);
    await fixture.broker.restart();
    await device.host.ask(command, `${device.connectedLine({ reconnect: true })}⏎OK⏎`);
  },
);

journey('a broker lost in a data phase is told when the data is complete', {}, async (fixture) => {
  const device = await fixture.connected();
  await device.host.ask('AT+MQTTPUBRAW=0,"news",10,0,0', '⏎OK⏎⏎>');
  device.host.write('12345');
  const { bytesWritten } = device.wire;
  await fixture.broker.kill();
  await device.tap.closed();
  await new Promise((resolve) => setImmediate(resolve));
  expect(device.wire.bytesWritten).toBe(bytesWritten);
  device.host.write('67890');
  await device.host.next(`${LOST}ERR CODE:0x010a600c⏎+MQTTPUB:FAIL⏎`);
  expect(await device.state()).toBe(3);
});

journey('a broker lost while a command waits is told before its failure', {}, async (fixture) => {
  const device = await fixture.connected();
  await fixture.broker.kill('SIGSTOP');
  device.host.write('AT+MQTTSUB=0,"news",1⏎');
  await device.tap.seen('sent', 'subscribe');
  await device.host.ask('AT+MQTTCONN?', 'ERR CODE:0x010b0000⏎⏎busy p...⏎');
  await fixture.broker.kill('SIGKILL');
  await device.host.next(`${LOST}ERR CODE:0x010a600d⏎⏎ERROR⏎`);
  await device.host.ask('AT+MQTTSUB?', '⏎OK⏎');
});
