import { expect } from 'vitest';
import { openFlashDirectory } from '#node/flash/directory';
import type { Device } from './support/device.ts';
import { type Fixture, journey } from './support/journey.ts';

const settings = { reconnectIntervalMs: 200 };

/** Starts a publish that the broker will not acknowledge, and sees it leave. */
async function publishInVain(device: Device, qos: number): Promise<void> {
  device.host.write(`AT+MQTTPUB=0,"kept","the only copy",${qos},1⏎`);
  expect(await device.tap.seen('sent', 'publish')).toMatchObject({ qos, dup: false });
}

for (const qos of [1, 2] as const) {
  const persistent = { persistent: true };
  const acknowledgementOf = (fixture: Fixture) => (fixture.qosHere(qos) === 1 ? 'puback' : 'pubcomp');

  journey(`an unacknowledged QoS ${qos} publish is sent again after reconnecting`, {}, async (fixture) => {
    const device = await fixture.device({ settings });
    await device.connect({ ...persistent, reconnect: true });
    await fixture.broker.kill('SIGSTOP');
    await publishInVain(device, qos);
    await fixture.broker.kill('SIGKILL');
    await device.host.next('+MQTTDISCONNECTED:0⏎ERR CODE:0x010a600c⏎⏎ERROR⏎');
    await fixture.broker.restart();
    await device.comesBack();

    const [first, second] = [
      await device.tap.seen('sent', 'publish'),
      await device.tap.seen('sent', 'publish', 2),
    ];
    expect(second).toEqual({ ...first, dup: true }); // [MQTT-4.4.0-1]
    await device.tap.seen('got', acknowledgementOf(fixture));
    const watcher = await fixture.watcher('kept');
    expect(await watcher.text()).toBe('the only copy');
  });

  journey(`an unacknowledged QoS ${qos} publish outlives the program`, {}, async (fixture) => {
    const folder = await fixture.folder();
    const first = await fixture.device({ flash: openFlashDirectory(folder) });
    await first.connect(persistent);
    await fixture.broker.kill('SIGSTOP');
    await publishInVain(first, qos);
    await first.off();
    await fixture.broker.kill('SIGKILL');
    await fixture.broker.restart();

    const second = await fixture.device({ flash: openFlashDirectory(folder) });
    await second.connect(persistent);
    const before = await first.tap.seen('sent', 'publish');
    expect(await second.tap.seen('sent', 'publish')).toEqual({ ...before, dup: true });
    await second.tap.seen('got', acknowledgementOf(fixture));
    const watcher = await fixture.watcher('kept');
    expect(await watcher.text()).toBe('the only copy');

    // Acknowledged is acknowledged: a third run of the program has nothing to send.
    await second.off();
    const third = await fixture.device({ flash: openFlashDirectory(folder) });
    await third.connect(persistent);
    await third.host.ask('AT+MQTTPUB=0,"kept","new",1,1', '⏎OK⏎');
    expect(third.tap.count('publish')).toBe(1);
  });
}

journey('an unacknowledged publish outlives AT+RST', {}, async (fixture) => {
  const device = await fixture.device({ flash: openFlashDirectory(await fixture.folder()) });
  await device.connect({ persistent: true });
  await fixture.broker.kill('SIGSTOP');
  await publishInVain(device, 1);
  await device.host.ask('AT+RST', '⏎Will force to restart!!!⏎⏎OK⏎');
  await device.booted();
  await fixture.broker.kill('SIGKILL');
  await fixture.broker.restart();
  await device.connect({ persistent: true });
  expect(await device.tap.seen('sent', 'publish', 2)).toMatchObject({ qos: 1, dup: true });
  await device.tap.seen('got', 'puback');
});

journey('a clean session sends nothing again', {}, async (fixture) => {
  const device = await fixture.device({ settings });
  await device.connect({ reconnect: true });
  await fixture.broker.kill('SIGSTOP');
  await publishInVain(device, 1);
  await fixture.broker.kill('SIGKILL');
  await device.host.next('+MQTTDISCONNECTED:0⏎ERR CODE:0x010a600c⏎⏎ERROR⏎');
  await fixture.broker.restart();
  await device.comesBack();
  await device.host.ask('AT+MQTTPUB=0,"kept","new",1,0', '⏎OK⏎');
  expect(device.tap.count('publish')).toBe(2);
});
