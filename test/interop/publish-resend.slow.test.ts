import { afterEach, beforeEach, expect, test } from 'vitest';
import { ScriptedBroker } from '../support/scripted-broker.ts';
import { Device } from './support/device.ts';
import { journey } from './support/journey.ts';

// What firmware 4.1 and later does with a publish of QoS 1 that nobody acknowledges, in real time [B-PUB-5].

const RESEND_MS = 5000;
const PATIENCE_MS = RESEND_MS + 2000;
/** Of a test that waits three times for what comes every five seconds, and once for what does not come. */
const TEST_MS = 60_000;
const settings = { firmware: '4.1', places: { acknowledgementWait: 'module' } } as const;

let broker: ScriptedBroker;
let device: Device;

beforeEach(async () => {
  broker = new ScriptedBroker();
  await broker.start();
});

afterEach(async () => {
  await device.off();
  await broker.stop();
});

/** Milliseconds until the broker gets a publish, and what it is. */
async function nextPublish(): Promise<{ after: number; packet: unknown }> {
  const began = performance.now();
  const packet = await broker.got('publish', PATIENCE_MS);
  return { after: performance.now() - began, packet };
}

test('it comes again every five seconds with DUP, until PUBACK comes', { timeout: TEST_MS }, async () => {
  device = await Device.on(broker.port, { settings });
  await device.connect();
  broker.manners.silent = new Set(['publish']);
  device.host.write('AT+MQTTPUB=0,"kept","the only copy",1,1⏎');
  const first = await nextPublish();
  expect(first.packet).toMatchObject({ qos: 1, dup: false });
  for (let again = 1; again <= 2; again++) {
    const { after, packet } = await nextPublish();
    expect(packet).toEqual({ ...(first.packet as object), dup: true });
    expect(after).toBeGreaterThan(RESEND_MS - 500);
  }
  broker.send({ cmd: 'puback', messageId: (first.packet as { messageId: number }).messageId });
  await device.host.next('⏎OK⏎');
  // Acknowledged is acknowledged.
  await expect(broker.got('publish', PATIENCE_MS)).rejects.toThrow('got no PUBLISH');
});

test('before 4.1 it does not come again while the connection is up', async () => {
  device = await Device.on(broker.port, { settings: { ...settings, firmware: '3.4' } });
  await device.connect();
  broker.manners.silent = new Set(['publish']);
  device.host.write('AT+MQTTPUB=0,"kept","the only copy",1,1⏎');
  await nextPublish();
  await expect(broker.got('publish', PATIENCE_MS)).rejects.toThrow('got no PUBLISH');
});

journey(
  'a broker that stood still gets the publish and its repetition, and acknowledges',
  {},
  async (fixture) => {
    const held = await fixture.device({ settings });
    await held.connect();
    await fixture.broker.kill('SIGSTOP');
    held.host.write('AT+MQTTPUB=0,"kept","the only copy",1,1⏎');
    const first = await held.tap.seen('sent', 'publish');
    expect(await held.tap.seen('sent', 'publish', 2, PATIENCE_MS)).toEqual({ ...first, dup: true });
    await fixture.broker.kill('SIGCONT');
    await held.host.next('⏎OK⏎');
    await held.tap.seen('got', 'puback');
    const watcher = await fixture.watcher('kept');
    expect(await watcher.text()).toBe('the only copy');
    await held.host.ask('AT+MQTTPUB=0,"other","x",1,0', '⏎OK⏎');
  },
);
