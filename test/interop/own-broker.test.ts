import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Broker, startBroker } from '#broker/index';
import { freePort } from '../../tools/free-port.js';
import { Device } from './support/device.ts';
import { Peer } from './support/peer.ts';

// The broker that the program brings along, as a user has it; the other journeys run an Aedes with users.

let broker: Broker;
let device: Device;
let port: number;

beforeEach(async () => {
  port = await freePort();
  broker = await startBroker({ tcp: { port } });
  device = await Device.on(port, { settings: { reconnectIntervalMs: 200 } });
});

afterEach(async () => {
  await device.off();
  await broker.close();
});

test('it lets in any name and carries messages of each QoS both ways', async () => {
  await device.connect({ username: 'anyone', password: 'anything' });
  const peer = await Peer.connect(port);
  await peer.subscribe('up');
  await device.subscribe('down', 2);
  for (const qos of [0, 1, 2] as const) {
    await device.host.ask(`AT+MQTTPUB=0,"up","${qos}",${qos},0`, '⏎OK⏎');
    expect(await peer.next()).toMatchObject({ payload: Buffer.from(`${qos}`), qos });
    await peer.publish('down', `${qos}`, qos);
    await device.host.next(`+MQTTSUBRECV:0,"down",1,${qos}⏎`);
  }
  await peer.end();
});

test('a module comes back to it after its restart', async () => {
  await device.connect({ reconnect: true });
  await device.subscribe('down', 1);
  await broker.close();
  await device.host.next('+MQTTDISCONNECTED:0⏎');
  broker = await startBroker({ tcp: { port } });
  await device.comesBack();
  await device.tap.seen('got', 'suback', 2);
  await device.host.ask('AT+MQTTPUB=0,"down","x",0,0', '⏎OK⏎+MQTTSUBRECV:0,"down",1,x⏎');
});
