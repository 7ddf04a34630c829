import { describe, expect, onTestFinished, test } from 'vitest';
import { type Message, message, textOf } from '#messages/message';
import { createMemoryFlash, type Flash } from '#module/flash/flash';
import type { LinkInput, LinkModel } from '#module/link/machine';
import { reasonFor } from '#module/link/reason';
import { LinkSessions } from '#module/link/sessions';
import type { LinkStateEvent } from '#module/observer';
import { dialRoute } from '#mqtt/transports/dial';
import { ManualClock } from '#testing/manual-clock';
import { bareModule } from '../../support/bare-module.ts';
import { messagesWithin } from '../../support/messages-within.ts';
import { ScriptedBroker } from '../../support/scripted-broker.ts';
import { toldModule } from '../../support/told-module.ts';

const command = (name: string): Message => message('link.command', { command: name });

describe('what moved a link', () => {
  test.each<[string, Message]>([
    ['userConfigured', command('AT+MQTTUSERCFG')],
    ['connectionConfigured', command('AT+MQTTCONNCFG')],
    ['connect', command('AT+MQTTCONN')],
    ['configuredBySetting', message('link.setting')],
    ['up', command('AT+MQTTCONN')],
    ['failed', message('link.failed')],
    ['down', message('link.lost')],
    ['ready', message('link.retryDue')],
    ['retryDue', message('link.retryDue')],
    ['subscribed', command('AT+MQTTSUB')],
    ['subscribedUnlisted', command('AT+MQTTSUB')],
    ['unsubscribed', command('AT+MQTTUNSUB')],
    ['clean', command('AT+MQTTCLEAN')],
    ['reset', message('link.restart')],
  ])('%s', (type, reason) => {
    const told = reasonFor({ attempt: 'first' } as LinkModel, { type } as LinkInput);
    expect(told).toEqual(reason);
    expect(textOf(told)).toBe(textOf(reason));
  });

  test('a connection that comes back by itself', () => {
    const again = { attempt: 'again' } as LinkModel;
    expect(reasonFor(again, { type: 'up' } as LinkInput)).toEqual(message('link.back'));
  });
});

/** A module on such a flash, with a host; what its log was told. */
async function onFlash(session: Flash['session']) {
  const broker = new ScriptedBroker();
  await broker.start();
  onTestFinished(() => broker.stop());
  const told: Message[] = [];
  const states: LinkStateEvent[] = [];
  const { module, addHost } = bareModule([], {
    flash: Object.assign(createMemoryFlash(), { session }),
    dial: dialRoute,
    log: (_level, _namespace, what) => told.push(...messagesWithin(what)),
    observer: { linkState: (event) => states.push(event) },
  });
  const host = addHost('host', { echo: false });
  module.boot();
  onTestFinished(() => module.powerOff());
  await host.expect('WIFI GOT IP\r\n');
  await host.command('AT+MQTTUSERCFG=0,1,"lamp","","",0,0,""');
  const connect = async () => {
    host.send(`AT+MQTTCONN=0,"127.0.0.1",${broker.port},0\r\n`);
    return host.expect(/(?:OK|ERROR)\r\n/);
  };
  return { module, host, told, states, connect };
}

const why = message('errors.foreign', { text: 'EIO: i/o error' });

test('a stored session that cannot be read', async () => {
  const { told, connect } = await onFlash(() => {
    throw new Error('EIO: i/o error');
  });
  expect(await connect()).toContain('ERROR');
  expect(told).toContainEqual(message('link.sessionUnreadable', { why }));
});

test('a stored session that cannot be closed when the module restarts, or sleeps deeply', async () => {
  const { host, told, states, connect } = await onFlash(() => ({
    ...createMemoryFlash().session(''),
    close() {
      throw new Error('EIO: i/o error');
    },
  }));
  expect(await connect()).toContain('OK');
  await host.command('AT+GSLP=1000');
  expect(told).toContainEqual(message('link.sessionNotClosed', { why }));
  expect(states.at(-1)).toMatchObject({ link: 0, to: 0, reason: message('link.deepSleep') });
});

describe('names that are not UTF-8', () => {
  test.each([
    ['client ID', '\xff', '', message('link.clientIdNotUtf8')],
    ['user name', 'lamp', '\xff', message('link.usernameNotUtf8')],
  ])('%s', async (_, clientId, user, reason) => {
    const { told, command: send } = await toldModule();
    await send(Buffer.from(`AT+MQTTUSERCFG=0,1,"${clientId}","${user}","p",0,0,""`, 'latin1'));
    expect(await send('AT+MQTTCONN=0,"127.0.0.1",1,0')).toContain('ERROR');
    expect(told.flatMap(messagesWithin)).toContainEqual(reason);
  });
});

test('a will to a topic that MQTT does not allow', async () => {
  const { told, command: send } = await toldModule();
  await send('AT+MQTTUSERCFG=0,1,"lamp","","",0,0,""');
  expect(await send('AT+MQTTCONNCFG=0,120,0,"a/#","gone",0,0')).toContain('ERROR');
  expect(told.flatMap(messagesWithin)).toContainEqual(
    message('mqtt.inWill', {
      problem: message('link.topicSentByGenuine', {
        problem: message('mqtt.wildcard', { character: '#' }),
      }),
    }),
  );
});

test('a session that cannot be stored is told once a minute, and when it is stored again', () => {
  const [clock, told]: [ManualClock, Message[]] = [new ManualClock(), []];
  const sessions = new LinkSessions(createMemoryFlash(), clock, {
    log: (_level, what) => void told.push(what),
  });
  sessions.healed();
  sessions.failed(why);
  clock.advance(59_999);
  sessions.failed(why);
  clock.advance(1);
  sessions.failed(why);
  sessions.healed();
  sessions.healed();
  const lost = message('link.sessionNotStored', { why });
  expect(told).toEqual([lost, lost, message('link.sessionStored')]);
  expect(told.map(textOf)).toEqual([lost, lost, message('link.sessionStored')].map(textOf));
});
