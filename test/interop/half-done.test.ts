import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openFlashDirectory } from '#node/flash/directory';
import { ScriptedBroker } from '../support/scripted-broker.ts';
import { Device } from './support/device.ts';

// QoS 2 exchanges that end in the middle, which no real broker does on demand [B-LOSS-4], [B-RECV-3].

const persistent = { persistent: true };
let broker: ScriptedBroker;
let folder: string;
let devices: Device[];

/** A run of the program over the same flash directory. */
async function run(): Promise<Device> {
  const device = await Device.on(broker.port, { flash: openFlashDirectory(folder) });
  devices.push(device);
  await device.connect(persistent);
  return device;
}

beforeEach(async () => {
  devices = [];
  folder = await mkdtemp(join(tmpdir(), 'atmqtt-'));
  broker = new ScriptedBroker();
  await broker.start();
});

afterEach(async () => {
  for (const device of devices) await device.off();
  await broker.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a message that was delivered and not released is not delivered by the next run', async () => {
  const message = { cmd: 'publish', topic: 'once', qos: 2, retain: false, messageId: 7 } as const;
  const first = await run();
  broker.manners.silent = new Set(['pubrec']);
  broker.send({ ...message, dup: false, payload: 'x' });
  await first.host.next('+MQTTSUBRECV:0,"once",1,x⏎');
  await broker.got('pubrec');
  await first.off();

  broker.manners.silent.clear();
  broker.manners.sessionPresent = true;
  const second = await run();
  broker.send({ ...message, dup: true, payload: 'x' });
  expect(await broker.got('pubrec')).toMatchObject({ messageId: 7 });
  expect(await broker.got('pubcomp')).toMatchObject({ messageId: 7 });
  // Released, the identifier means a new message.
  broker.send({ ...message, dup: false, payload: 'y' });
  await second.host.next('+MQTTSUBRECV:0,"once",1,y⏎');
});

test('a publish that was recorded and not completed is released by the next run, not sent again', async () => {
  const first = await run();
  broker.manners.silent = new Set(['pubrel']);
  first.host.write('AT+MQTTPUB=0,"once","x",2,0⏎');
  const { messageId } = await broker.got('pubrel');
  await first.off();

  broker.manners.silent.clear();
  const second = await run();
  expect(await broker.got('pubrel')).toMatchObject({ messageId });
  await second.tap.seen('got', 'pubcomp');
  expect(second.tap.count('publish')).toBe(0);
});
