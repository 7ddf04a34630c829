import { describe, expect, onTestFinished, test } from 'vitest';
import { message } from '#messages/message';
import { startAedes, startMosquitto, type TestBroker } from '../support/brokers.ts';
import { needs } from '../support/needs.ts';
import { toldModule } from '../support/told-module.ts';
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
