import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { message } from '#messages/message';
import { startAedes, startMosquitto, type TestBroker } from '../support/brokers.ts';
import { folder } from '../support/folder.ts';
import { needs } from '../support/needs.ts';
import { toldModule } from '../support/told-module.ts';
import { Peer } from './support/peer.ts';
import { takeTurns } from './support/take-turns.ts';

async function mosquitto(extra: string): Promise<TestBroker> {
  const broker = await startMosquitto({ extra });
  onTestFinished(() => broker.stop());
  return broker;
}

describe('why Mosquitto closes a connection', needs('mosquitto'), () => {
  const published = { topic: 'a/b', qos: 0, retain: false, again: false, bytes: 3 };

  test.each([
    ['max_packet_size 100', `AT+MQTTPUB=0,"a/b","${'x'.repeat(120)}",0,0`, { ...published, bytes: 120 }],
    ['retain_available false', 'AT+MQTTPUB=0,"a/b","xyz",0,1', { ...published, retain: true }],
    ['max_qos 1', 'AT+MQTTPUB=0,"a/b","xyz",2,0', { ...published, qos: 2 }],
  ])('%s', async (extra, line, sent) => {
    const { port } = await mosquitto(extra);
    const { connect, command, heard } = await toldModule();
    await connect(port);
    await command(line);
    expect(await heard('mqtt.lostAfter')).toMatchObject({ sent: message('mqtt.publishTo', sent) });
  });
});

describe('what the rules of Mosquitto do not allow', needs('mosquitto'), () => {
  async function ruled() {
    const rules = join(folder(), 'acl');
    writeFileSync(rules, 'user lamp\ntopic readwrite yes/#\n\nuser watcher\ntopic readwrite #\n', {
      mode: 0o644,
    });
    const broker = await startMosquitto({
      users: { lamp: 'l', watcher: 'w' },
      extra: `acl_file ${rules}`,
    });
    onTestFinished(() => broker.stop());
    const watcher = await Peer.connect(broker.port, { username: 'watcher', password: 'w' });
    onTestFinished(() => watcher.end());
    await watcher.subscribe('#');
    const module = await toldModule();
    await module.connect(broker.port, { user: 'lamp', password: 'l' });
    return { watcher, ...module };
  }

  test.each([
    ['AT+MQTTPUB=0,"no/out","x",0,0', 'OK'],
    ['AT+MQTTPUB=0,"no/out","x",1,0', 'OK'],
    ['AT+MQTTPUB=0,"no/out","x",2,0', 'OK'],
  ])(
    '%s is acknowledged and dropped, so that nobody can tell; the connection stays',
    async (line, answer) => {
      const { watcher, told, command } = await ruled();
      const before = told.length;
      expect(await command(line)).toContain(answer);
      expect(await command('AT+MQTTPUB=0,"yes/out","y",1,0')).toContain('OK');
      expect(await watcher.next()).toMatchObject({ topic: 'yes/out' });
      expect(told.slice(before)).toEqual([]);
    },
  );

  test('a subscription is granted, and nothing comes', async () => {
    const { watcher, told, command } = await ruled();
    const before = told.length;
    expect(await command('AT+MQTTSUB=0,"#",1')).toContain('OK');
    await watcher.publish('no/in', 'x');
    await watcher.publish('yes/in', 'y');
    let heard = '';
    await expect.poll(async () => (heard += await command('AT'))).toContain('"yes/in"');
    expect(heard).not.toContain('no/in');
    expect(told.slice(before).map(({ key }) => key)).toEqual(['link.stateChanged']);
  });
});

describe.each([
  ['Mosquitto', needs('mosquitto'), () => mosquitto('')],
  [
    'the embedded broker',
    {},
    async () => {
      const broker = await startAedes();
      onTestFinished(() => broker.stop());
      return broker;
    },
  ],
] as const)('two clients with one client ID at %s', (_, options, start) => {
  test('are told so once they have taken the connection from each other a few times', options, async () => {
    const { port } = await start();
    const here = await takeTurns(port);
    expect(await here.heard('link.closedAgain')).toMatchObject({ times: 3, clientId: 'lamp' });
  });
});
