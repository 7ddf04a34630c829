import { describe, expect, test } from 'vitest';
import { OK } from '#at/reply';
import type { Message } from '#messages/message';
import { messagesWithin } from '../support/messages-within.ts';
import { toldModule } from '../support/told-module.ts';
import { SessionFixture } from './session/support.ts';

// What the log is told of a line that a module does not take.

/** What is told of a line that fails: the reason, and what it is made of. */
async function toldOf(line: string, ...settings: readonly string[]): Promise<readonly Message[]> {
  const { command, told } = await toldModule(...settings);
  const before = told.length;
  expect(await command(line)).toContain('ERROR');
  return told.slice(before).flatMap(messagesWithin);
}

describe('a command of others is told as what it is', () => {
  test.each([
    ['AT+CIPSTART="TCP","a",80', 'AT+CIPSTART', 'otherSocket'],
    ['AT+HTTPCLIENT=2,0,"http://a"', 'AT+HTTPCLIENT', 'otherHttp'],
    ['AT+WSOPEN=0,"ws://a"', 'AT+WSOPEN', 'otherWebSocket'],
    ['AT+BLEINIT=2', 'AT+BLEINIT', 'otherBluetooth'],
    ['AT+CWSAP="a","b",5,3', 'AT+CWSAP', 'otherAccessPoint'],
    ['AT+CWSTARTSMART', 'AT+CWSTARTSMART', 'otherProvisioning'],
    ['AT+CIUPDATE', 'AT+CIUPDATE', 'otherChip'],
    ['AT+CMQTTSTART', 'AT+CMQTTSTART', 'otherSimcom'],
    ['AT+QMTOPEN=0,"a",1883', 'AT+QMTOPEN', 'otherQuectel'],
    ['AT+CSQ', 'AT+CSQ', 'otherCellular'],
  ])('%s', async (line, name, key) => {
    expect(await toldOf(line)).toContainEqual({
      key: 'at.commandOfOthers',
      params: { name, what: { key: `at.${key}`, params: undefined } },
    });
  });
});

describe('a line that cannot be read is told with why', () => {
  test.each([
    ['', 'lineBlank', undefined],
    ['AT\0', 'lineHoldsNul', undefined],
    ['AT+MQTTPUB=0,"a\\', 'lineEndsInBackslash', undefined],
    ['x'.repeat(300), 'lineTooLong', { max: 256 }],
    ['AT+CWMODE=1,0,0,0', 'tooManyParameters', { given: 4, max: 2 }],
    ['AT +GMR', 'commandNotRead', { name: 'AT…' }],
    ['AT+MQTTPUB?', 'formUnknown', { name: 'AT+MQTTPUB', forms: ['AT+MQTTPUB=…'] }],
  ])('%j', async (line, key, params) => {
    expect(await toldOf(line)).toContainEqual({ key: `at.${key}`, params });
  });
});

test('what a module itself says, and comes back, is told as an echo', async () => {
  expect(await toldOf('+MQTTCONNECTED:0,1,"a","1883","",0')).toContainEqual({
    key: 'at.withMistake',
    params: {
      reason: { key: 'at.lineNotAT', params: undefined },
      mistake: { key: 'at.ownOutput', params: undefined },
    },
  });
});

test.each([
  [
    'AT+MQTTALPN?',
    ['firmware=2.2'],
    'commandOfLater',
    { name: 'AT+MQTTALPN', since: '2.3', firmware: '2.2', set: '2.4' },
  ],
  [
    'AT+CWJAP_CUR?',
    ['firmware=3.4', 'places.retiredCommands=module'],
    'commandOfEarlier',
    { name: 'AT+CWJAP_CUR', until: '2.2', firmware: '3.4', replacedBy: 'AT+CWJAP' },
  ],
])('%s is told with the release that has it', async (line, settings, key, params) => {
  expect(await toldOf(line, ...settings)).toContainEqual({ key: `at.${key}`, params });
});

test('what a genuine module prints on its log UART is told with its code', async () => {
  const { command, told } = await toldModule();
  await command('AT+MQTTUSERCFG=0,1,"a","user","",0,0,""');
  const warning = (code: string, name: string) => ({
    key: 'at.warning',
    params: { code, reason: { key: 'commands.isEmpty', params: { name } } },
  });
  expect(told.filter(({ key }) => key === 'at.warning')).toEqual([
    warning('0x010a601b AT_MQTT_PASSWORD_IS_NULL', 'password'),
    warning('0x010a6028 AT_MQTT_PATH_IS_NULL', 'path'),
  ]);
});

describe('what a host sends that is no line, or does not send', () => {
  /** A session whose log is kept. */
  function session() {
    const told: Message[] = [];
    const fixture = new SessionFixture({}, undefined, (said) => told.push(said));
    return { told, fixture, host: (options?: { refuseForeign: true }) => fixture.host('host', options) };
  }

  test('is dropped when it never ends', () => {
    const { told, host } = session();
    host().send('x'.repeat(5000));
    expect(told.at(-1)).toEqual({ key: 'at.lineDropped', params: { host: 'host', bytes: 5000 } });
  });

  test('is another protocol', () => {
    const { told, host } = session();
    host({ refuseForeign: true }).send('GET / HTTP/1.1\r\n');
    expect(told.at(-1)).toMatchObject({
      key: 'at.foreignHost',
      params: { host: 'host', protocol: { key: 'foreignProtocol.http' } },
    });
  });

  test.each([
    ['a prompt that nobody answers', [], 'promptUnanswered', { length: 9, seconds: 5 }],
    ['data that stops coming', ['ab'], 'dataStalled', { received: 2, length: 9, seconds: 5 }],
    ['data that is a command', ['AT\r\n'], 'dataLooksLikeCommands', { received: 4, length: 9, seconds: 5 }],
  ])('%s', (_, data, key, params) => {
    const { told, fixture, host } = session();
    host().send('AT+DATA=9\r\n', ...data);
    fixture.clock.advance(5000);
    expect(told.at(-1)).toEqual({ key: `at.${key}`, params });
  });

  test('ends with a line feed alone', () => {
    const { told, fixture, host } = session();
    host().send('AT\n');
    fixture.clock.advance(10_000);
    expect(told.at(-1)).toEqual({
      key: 'at.endedAlone',
      params: { host: 'host', terminator: 'lf', seconds: expect.any(Number) },
    });
  });
});

describe('why a command failed is told to who looks on', () => {
  /** A session whose hosts say things. */
  function session(settings: ConstructorParameters<typeof SessionFixture>[0] = {}) {
    const reasons: (Message | undefined)[] = [];
    const fixture = new SessionFixture(settings, { command: ({ failure }) => reasons.push(failure?.reason) });
    return { fixture, reasons, host: (name: string) => fixture.host(name, { echo: false }) };
  }

  test('it threw an error', () => {
    const { reasons, host } = session();
    host('host').send('AT+THROW\r\n');
    expect(reasons).toEqual([{ key: 'at.commandThrew', params: { error: 'it broke' } }]);
  });

  test('another host is in data mode', () => {
    const { reasons, host } = session();
    host('one').send('AT+DATA=5\r\n');
    host('two').send('AT\r\n');
    const params = { bytes: 4, host: 'two', remaining: 5 };
    expect(reasons.at(-1)).toEqual({ key: 'at.busyWithData', params });
  });

  test('its data was ended by +++', () => {
    const { fixture, reasons, host } = session({ dataModeEscape: true });
    const one = host('one');
    one.send('AT+DATA=9\r\n', 'he');
    fixture.clock.advance(1000);
    one.send('+++');
    fixture.clock.advance(1000);
    const why = { key: 'at.dataEscaped', params: undefined };
    expect(reasons.at(-1)).toEqual({ key: 'at.dataIncomplete', params: { why, received: 2, length: 9 } });
  });

  test('it may run beside another one, and then does not answer at once', async () => {
    const { fixture, reasons, host } = session();
    const one = host('one');
    one.send('AT+WAIT\r\n', 'AT+SLOWASIDE\r\n');
    expect(one.heard).toBe('⏎ERROR⏎');
    expect(reasons).toEqual([{ key: 'at.mustAnswerAtOnce', params: undefined }]);
    await fixture.answer(OK);
  });
});
