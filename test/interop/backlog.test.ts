import { describe, expect, onTestFinished, test } from 'vitest';
import { openFlashDirectory } from '#node/flash/directory';
import { startMosquitto } from '../support/brokers.ts';
import { folder } from '../support/folder.ts';
import { needs } from '../support/needs.ts';
import { Device } from './support/device.ts';
import { Peer } from './support/peer.ts';

const COUNT = 24;
/** Less than a publish waits for the answer: all of them are left in flight. */
const TIMEOUT_MS = 3_000;

describe('a backlog after a long outage', needs('mosquitto'), () => {
  test.each([
    ['the receive window of Mosquitto', ''],
    ['a receive window of one', 'max_inflight_messages 1'],
  ])('passes %s: nothing is lost, and the connection stays', async (_name, extra) => {
    const broker = await startMosquitto({ extra });
    onTestFinished(() => broker.stop());
    const flash = openFlashDirectory(folder());
    const session = flash.session(`device\n127.0.0.1:${broker.port}`);
    for (let id = 1; id <= COUNT; id++) {
      const qos = id % 3 === 0 ? 1 : 2;
      const payload = Buffer.from(`${id}`);
      session.put({ id, topic: Buffer.from('out'), payload, qos, retain: false, phase: 'publish' });
    }
    session.close();

    const peer = await Peer.connect(broker.port);
    onTestFinished(() => peer.end());
    await peer.subscribe('out', 2);
    const device = await Device.on(broker.port, { flash });
    onTestFinished(() => device.off());
    await device.connect({ persistent: true });
    // Behind all of them, so that its OK tells that they are through.
    await device.host.ask('AT+MQTTPUB=0,"out","new",2,0', '⏎OK⏎', TIMEOUT_MS * 4);

    const came: string[] = [];
    while (came.length <= COUNT) came.push((await peer.next()).payload.toString());
    const old = Array.from({ length: COUNT }, (_, index) => `${index + 1}`);
    // A QoS 2 message goes on to subscribers only with its PUBREL, so that one of QoS 1 may overtake it.
    expect(came.toSorted()).toEqual([...old, 'new'].toSorted());
    expect(await device.state()).toBe(4);
  });
});
