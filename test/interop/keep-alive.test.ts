import { expect } from 'vitest';
import { journey } from './support/journey.ts';

/** Seconds; PINGREQ comes at half of it, and PINGRESP may take as long [B-KEEP-1]. */
const KEEP_ALIVE = 2;
/** Milliseconds that a loaded machine may take longer. */
const SLACK_MS = 700;

journey('an idle connection stays up', {}, async (fixture) => {
  const device = await fixture.device();
  await device.connect({ keepAlive: KEEP_ALIVE });
  await device.subscribe('idle', 1);
  const began = Date.now();
  await device.tap.seen('got', 'pingresp', 4, 3 * KEEP_ALIVE * 1000);
  // Longer than a broker waits for a client that says nothing [MQTT-3.1.2-24].
  expect(Date.now() - began).toBeGreaterThan(1.5 * KEEP_ALIVE * 1000);
  expect(device.tap.count('pingreq')).toBe(4);
  const peer = await fixture.peer();
  await peer.publish('idle', 'still here');
  await device.host.next('+MQTTSUBRECV:0,"idle",10,still here⏎');
  expect(await device.state()).toBe(6);
});

journey('a connection that publishes needs no PINGREQ', {}, async (fixture) => {
  const device = await fixture.device();
  await device.connect({ keepAlive: 1 });
  const end = Date.now() + 1500;
  let published = 0;
  while (Date.now() < end) {
    await device.host.ask(`AT+MQTTPUB=0,"tick","${published++}",1,0`, '⏎OK⏎');
  }
  expect(device.tap.count('pingreq')).toBe(0);
  expect(await device.state()).toBe(4);
});

journey('a broker that stands still is noticed in time', {}, async (fixture) => {
  const leaving = await fixture.device();
  const staying = await fixture.device({ settings: { reconnectIntervalMs: 200 } });
  await leaving.connect({ keepAlive: KEEP_ALIVE, clientId: 'leaving' });
  await staying.connect({ keepAlive: KEEP_ALIVE, clientId: 'staying', reconnect: true });
  const began = Date.now();
  await fixture.broker.kill('SIGSTOP');
  const limit = KEEP_ALIVE * 1000 + SLACK_MS;
  await Promise.all([leaving, staying].map(({ host }) => host.next('+MQTTDISCONNECTED:0⏎', limit)));
  expect(Date.now() - began).toBeGreaterThan(KEEP_ALIVE * 1000 - SLACK_MS);
  for (const { log } of [leaving, staying]) expect(log.join('\n')).toContain('did not answer PINGREQ');
  await fixture.broker.kill('SIGCONT');
  await staying.host.next(staying.connectedLine({ reconnect: true }));
  expect(await leaving.state()).toBe(3);
});

journey('a broker that says nothing to CONNECT is left in time', {}, async (fixture) => {
  const device = await fixture.device({ settings: { firmware: '5.0' } });
  await fixture.broker.kill('SIGSTOP');
  const command = await device.configure();
  const began = Date.now();
  await device.host.ask(`${command},3000`, '⏎ERROR⏎', 3000 + SLACK_MS);
  expect(Date.now() - began).toBeGreaterThan(3000 - SLACK_MS);
  await fixture.broker.kill('SIGCONT');
  await device.host.ask(command, `${device.connectedLine()}⏎OK⏎`);
});
