import { expect } from 'vitest';
import { journey } from './support/journey.ts';
import { Peer } from './support/peer.ts';

const EITHER_ORDER =
  /\r\nOK\r\n\+MQTTSUBRECV:1,"talk",5,hello\r\n|\+MQTTSUBRECV:1,"talk",5,hello\r\n\r\nOK\r\n/;

journey('two links reach two brokers at once', {}, async (fixture) => {
  const second = await fixture.secondBroker();
  const device = await fixture.device({ settings: { links: 2 } });
  const { host } = device;
  await device.connect({ link: 0 });
  await device.connect({ link: 1, port: second.port });
  const peers = [await fixture.peer(), await Peer.connect(second.port)];
  for (const link of [0, 1]) await host.ask(`AT+MQTTSUB=${link},"down",1`, '⏎OK⏎');
  for (const [link, peer] of peers.entries()) {
    await peer.subscribe('up');
    await peer.publish('down', `to ${link}`);
    await host.next(`+MQTTSUBRECV:${link},"down",4,to ${link}⏎`);
    await host.ask(`AT+MQTTPUB=${link},"up","from ${link}",1,0`, '⏎OK⏎');
    expect(await peer.text()).toBe(`from ${link}`);
  }

  await second.kill();
  await host.next('+MQTTDISCONNECTED:1⏎');
  await host.ask('AT+MQTTPUB=1,"up","x",0,0', 'ERR CODE:0x010a6051⏎⏎ERROR⏎');
  await host.ask('AT+MQTTPUB=0,"up","still here",1,0', '⏎OK⏎');
  expect(await peers[0]?.text()).toBe('still here');
  await host.ask('AT+MQTTSUB?', '+MQTTSUB:0,6,"down",1⏎+MQTTSUB:1,3,"down",1⏎⏎OK⏎');
  await host.ask('AT+MQTTCLEAN=1', '⏎OK⏎');
  await host.ask('AT+MQTTCLEAN=0', '⏎OK⏎');
});

journey('two links with different sessions share one broker', {}, async (fixture) => {
  const device = await fixture.device({ settings: { links: 2 } });
  const { host } = device;
  await device.connect({ link: 0, clientId: 'one' });
  await device.connect({ link: 1, clientId: 'two', persistent: true });
  await host.ask('AT+MQTTSUB=1,"talk",2', '⏎OK⏎');
  // The two connections are not one: the message may overtake the acknowledgement.
  await host.ask('AT+MQTTPUB=0,"talk","hello",2,0', EITHER_ORDER);
});
