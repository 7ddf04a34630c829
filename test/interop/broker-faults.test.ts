import { expect, onTestFinished, test } from 'vitest';
import { createTestModule, type TestModule } from '#testing/index';
import { startMosquitto } from '../support/brokers.ts';
import { needs } from '../support/needs.ts';
import { Peer } from './support/peer.ts';

/** A module before a Mosquitto, with its faults right before that, and another client that hears all. */
async function beforeMosquitto() {
  const broker = await startMosquitto({ quiet: true });
  onTestFinished(() => broker.stop());
  const made = await createTestModule({
    echo: false,
    timeout: 5000,
    settings: { reconnectIntervalMs: 200 },
  });
  onTestFinished(() => made.close());
  const peer = await Peer.connect(broker.port, { clientId: 'peer' });
  onTestFinished(() => peer.end());
  await peer.subscribe('up/#');
  const { host } = made;
  await host.command('AT+MQTTUSERCFG=0,1,"dut","","",0,0,""');
  return {
    ...parts(made),
    peer,
    lost: '+MQTTDISCONNECTED:0\r\n',
    back: `+MQTTCONNECTED:0,1,"127.0.0.1","${broker.port}","",1\r\n`,
    async connect(persistent: boolean): Promise<void> {
      await host.command(`AT+MQTTCONNCFG=0,60,${persistent ? 1 : 0},"up/will","gone",1,0`);
      await host.command(`AT+MQTTCONN=0,"127.0.0.1",${broker.port},1`);
    },
    async sound(): Promise<void> {
      await host.command('AT+MQTTSUB=0,"down",2');
      for (const qos of [0, 1, 2] as const) {
        await host.command(`AT+MQTTPUB=0,"up/sound","${qos}",${qos},0`);
        expect(await peer.text()).toBe(String(qos));
        await peer.publish('down', `to ${qos}`, qos);
        await host.expect(`+MQTTSUBRECV:0,"down",4,to ${qos}\r\n`);
      }
    },
  };
}

function parts({ host, faults, log }: TestModule): Pick<TestModule, 'host' | 'faults' | 'log'> {
  return { host, faults, log };
}

const mosquitto = needs('mosquitto');

test(
  'broker.takeOver: Mosquitto closes the connection for who comes with the same identifier',
  mosquitto,
  async () => {
    const { host, faults, peer, connect, lost, back, sound } = await beforeMosquitto();
    await connect(false);
    const fault = faults.add('broker.takeOver', { every: '500ms', count: 3, stays: '5s' });
    for (let i = 0; i < 3; i++) {
      await host.expect(lost);
      // Mosquitto publishes the will of who was replaced.
      expect(await peer.text()).toBe('gone');
      await host.expect(back);
      // It takes the place of the other in turn, whose will is the same.
      expect(await peer.text()).toBe('gone');
    }
    expect(fault.status.active).toBe(false);
    await sound();
  },
);

test(
  'broker.takeOver: without a reconnect of the module the other leaves in good order',
  mosquitto,
  async () => {
    const { host, faults, peer, connect, lost, back, sound } = await beforeMosquitto();
    await connect(false);
    faults.add('network.refuse', { count: 6 });
    faults.add('broker.takeOver', { stays: '200ms', after: 50 });
    await host.expect(lost);
    expect(await peer.text()).toBe('gone');
    await host.expect(back);
    await sound();
    expect(peer.waiting).toEqual([]);
  },
);

test.each([
  ['reaches Mosquitto: it is there twice, the second with DUP', true, ['only', 'only']],
  ['is lost on the way: it is there once', false, ['only']],
] as const)('broker.noPuback, and the message %s', mosquitto, async (_how, reaches, arrived) => {
  const { host, faults, peer, connect, lost, back, sound } = await beforeMosquitto();
  await connect(true);
  faults.add('broker.noPuback', { reaches, count: 1 });
  host.send('AT+MQTTPUB=0,"up/a","only",1,0\r\n');
  const heard: string[] = reaches ? [await peer.text()] : [];
  faults.add('broker.kick', { after: 50 });
  await host.expect(`${lost}\r\nERROR\r\n`);
  expect(await peer.text()).toBe('gone');
  await host.expect(back);
  heard.push(await peer.text());
  expect(heard).toEqual(arrived);
  await sound();
});

test(
  'broker.noPubcomp: Mosquitto has the message once, and the next connection ends the exchange',
  mosquitto,
  async () => {
    const { host, faults, peer, connect, lost, back, sound } = await beforeMosquitto();
    await connect(true);
    faults.add('broker.noPubcomp', { count: 1 });
    host.send('AT+MQTTPUB=0,"up/a","once",2,0\r\n');
    expect(await peer.text()).toBe('once');
    faults.add('broker.kick', {});
    await host.expect(`${lost}\r\nERROR\r\n`);
    expect(await peer.text()).toBe('gone');
    await host.expect(back);
    await sound();
  },
);

test(
  'broker.pubackForQos2: both ways with QoS 1, and Mosquitto keeps nothing half done',
  mosquitto,
  async () => {
    const { host, faults, peer, log, connect, sound } = await beforeMosquitto();
    await connect(false);
    await host.command('AT+MQTTSUB=0,"many",2');
    const fault = faults.add('broker.pubackForQos2', {});
    await host.command('AT+MQTTPUB=0,"up/a","x",2,0');
    expect((await peer.next()).qos).toBe(1);
    expect(log.map(({ text }) => text).join('\n')).toContain('as if they had QoS 1');
    // More than Mosquitto has in flight at a time.
    for (let i = 0; i < 60; i++) await peer.publish('many', String(i), 2);
    for (let i = 0; i < 60; i++) await host.expect(`+MQTTSUBRECV:0,"many",${String(i).length},${i}\r\n`);
    fault.remove();
    await sound();
  },
);

test(
  'broker.doublePubrec, broker.duplicate, a flood of QoS 2: Mosquitto hears of none of it',
  mosquitto,
  async () => {
    const { host, faults, peer, connect, sound } = await beforeMosquitto();
    await connect(true);
    await host.command('AT+MQTTSUB=0,"many",2');
    faults.add('broker.doublePubrec', {});
    faults.add('broker.duplicate', { topic: 'many' });
    faults.add('broker.flood', { qos: 2, count: 100, perSecond: 500 });
    for (let i = 0; i < 15; i++) {
      await peer.publish('many', `m${i}`, 2);
      await host.command(`AT+MQTTPUB=0,"up/${i}","x",2,0`);
      expect((await peer.next()).topic).toBe(`up/${i}`);
    }
    for (let i = 0; i < 15; i++) await host.urc('+MQTTSUBRECV');
    faults.remove();
    await sound();
  },
);

test('broker.sessionLost: Mosquitto has dropped what it kept', mosquitto, async () => {
  const { host, faults, peer, connect, lost, back, sound } = await beforeMosquitto();
  await connect(true);
  await host.command('AT+MQTTSUB=0,"down",1');
  faults.add('broker.sessionLost', { count: 1 });
  faults.add('network.refuse', { count: 2 });
  faults.add('broker.kick', {});
  await host.expect(lost);
  expect(await peer.text()).toBe('gone');
  await peer.publish('down', 'meanwhile', 1);
  await host.expect(back);
  await sound();
  expect(await host.drain()).not.toContain('meanwhile');
});
