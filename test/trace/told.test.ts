import { expect, onTestFinished, test } from 'vitest';
import { english } from '#messages/language';
import { type Message, textOf } from '#messages/message';
import { dialRoute } from '#mqtt/transports/dial';
import { ManualClock } from '#testing/index';
import { Trace } from '#trace/trace';
import { freePort } from '../../tools/free-port.js';
import { bareModule } from '../support/bare-module.ts';
import { ScriptedBroker } from '../support/scripted-broker.ts';
import { standIn } from '../support/told-module.ts';

/** A module that is looked on at. */
async function traced() {
  const told: Message[] = [];
  const language = {
    ...english,
    textOf(said: Message) {
      told.push(said);
      return textOf(said);
    },
  };
  const trace = new Trace(new ManualClock(), [{ language, write() {} }]);
  const { module, addHost } = bareModule([], {
    dial: trace.dial('lamp', dialRoute),
    observer: trace.observer('lamp'),
  });
  const host = addHost('host', { echo: false });
  module.boot();
  onTestFinished(() => module.powerOff());
  await host.expect('WIFI GOT IP\r\n');
  const command = async (line: string) => {
    host.send(`${line}\r\n`);
    await host.expect(/(?:OK|ERROR)\r\n/);
  };
  await command('AT+MQTTUSERCFG=0,1,"lamp","","",0,0,""');
  return { told, host, command };
}

const dials = (port: number) => ({ key: 'trace.dials', params: { address: `127.0.0.1:${port}` } });
const linkState = (from: number, to: number, reason: string) => ({
  key: 'trace.linkState',
  params: { link: 0, from, to, reason: { key: reason } },
});

test('what becomes of a connection and of its link is told', async () => {
  const broker = new ScriptedBroker();
  await broker.start();
  onTestFinished(() => broker.stop());
  const { told, command, host } = await traced();
  told.splice(0);
  await command(`AT+MQTTCONN=0,"127.0.0.1",${broker.port},0`);
  await command('AT+MQTTCLEAN=0');
  await broker.left();
  await command('AT+RST');
  await host.expect('ready\r\n');
  expect(told).toMatchObject([
    dials(broker.port),
    { key: 'trace.connected' },
    linkState(1, 4, 'link.command'),
    linkState(4, 0, 'link.command'),
    { key: 'trace.closed' },
    { key: 'trace.restarts' },
  ]);
});

test('an answer that is no MQTT is told as that', async () => {
  const port = await standIn((socket) => {
    socket.once('data', () => socket.write(Buffer.from('20ffffffffff', 'hex')));
  });
  const { told, command } = await traced();
  told.splice(0);
  await command(`AT+MQTTCONN=0,"127.0.0.1",${port},0`);
  expect(told).toMatchObject([
    dials(port),
    { key: 'trace.connected' },
    { key: 'trace.foreign', params: { direction: '<' } },
    linkState(1, 2, 'link.connectFailed'),
  ]);
});

test('why a connection is closed is told', async () => {
  const port = await freePort();
  const { told, command } = await traced();
  told.splice(0);
  await command(`AT+MQTTCONN=0,"127.0.0.1",${port},0`);
  expect(told).toMatchObject([
    dials(port),
    {
      key: 'trace.closedBecause',
      params: { reason: { key: 'transport.nobodyListens', params: { code: 'ECONNREFUSED' } } },
    },
    linkState(1, 2, 'link.connectFailed'),
  ]);
});
