import { createHash, randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { journey } from './support/journey.ts';

const MIB = 1_048_576;

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

for (const qos of [0, 1, 2] as const) {
  journey(`1 MiB sent raw with QoS ${qos} arrives intact`, {}, async (fixture) => {
    const device = await fixture.connected();
    const watcher = await fixture.watcher('large');
    const payload = randomBytes(MIB);
    await device.publish('large', payload, qos);
    const message = await watcher.next();
    expect(message).toMatchObject({ qos: fixture.qosHere(qos), retain: false });
    expect(digest(message.payload)).toBe(digest(payload));
  });

  journey(`1 MiB with QoS ${qos} is received intact, in one line`, {}, async (fixture) => {
    const device = await fixture.connected({ settings: { rxBufferBytes: 0 } });
    await device.subscribe('large', 2);
    const peer = await fixture.peer();
    const payload = randomBytes(MIB);
    await peer.publish('large', payload, qos);
    const message = await device.host.message();
    expect(message).toMatchObject({ link: 0, topic: 'large' });
    expect(digest(message.payload)).toBe(digest(payload));
  });
}

journey('1 MiB goes out while 1 MiB comes in', {}, async (fixture) => {
  const device = await fixture.connected({ settings: { rxBufferBytes: 0 } });
  const watcher = await fixture.watcher('up');
  await device.subscribe('down', 1);
  const [up, down] = [randomBytes(MIB), randomBytes(MIB)];
  await device.host.ask(`AT+MQTTPUBRAW=0,"up",${MIB},1,0`, '⏎OK⏎⏎>');
  device.host.write(up.subarray(0, MIB / 2));
  // Received messages are not held back by a data phase [B-DATA-8].
  const [message] = await Promise.all([device.host.message(), watcher.publish('down', down)]);
  expect(digest(message.payload)).toBe(digest(down));
  device.host.write(up.subarray(MIB / 2));
  await device.host.next('+MQTTPUB:OK⏎');
  expect(digest((await watcher.next()).payload)).toBe(digest(up));
});
