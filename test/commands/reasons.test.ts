import { describe, expect, onTestFinished, test } from 'vitest';
import { type Message, message } from '#messages/message';
import { bareModule } from '../support/bare-module.ts';
import { messagesWithin } from '../support/messages-within.ts';
import { ScriptedBroker } from '../support/scripted-broker.ts';
import { toldModule } from '../support/told-module.ts';

/** What the log is told of the last of these lines. */
async function toldOf(
  lines: readonly (string | Buffer)[],
  settings: readonly string[] = [],
): Promise<Message[]> {
  const { told, command } = await toldModule(...settings);
  let before = 0;
  for (const line of lines) {
    before = told.length;
    await command(line);
  }
  return told.slice(before).flatMap(messagesWithin);
}

const USER = 'AT+MQTTUSERCFG=0,1,"lamp","","",0,0,""';
const STORED = 'AT+SYSMFG=2,"own","number",3,7';

describe('parameters', () => {
  test.each<[string, Message]>([
    ['AT+PING=""', message('commands.parameterEmpty', { parameter: 1, name: 'host' })],
    ['AT+MQTTSUB=', message('commands.parameterMissing', { parameter: 1, name: 'LinkID' })],
    [
      'AT+CIPSTAMAC="12"',
      message('commands.parameterIsNot', {
        parameter: 1,
        name: 'mac',
        kind: 'a MAC address of a single station, such as "1a:fe:35:98:d3:7b"',
      }),
    ],
    [
      'AT+CIPSTA="1.2.3"',
      message('commands.parameterIsNot', { parameter: 1, name: 'ip', kind: 'an IPv4 address' }),
    ],
    [
      'AT+CWMODE=9',
      message('commands.parameterOutOfRange', { parameter: 1, name: 'mode', given: 9, min: 0, max: 3 }),
    ],
    ['AT+CWMODE=99999999999', message('commands.parameterOver32Bits', { parameter: 1, name: 'mode' })],
    ['AT+CIPSTA="1.2.3.4","1.2.3.1"', message('commands.gatewayWithNetmask')],
  ])('%s', async (line, reason) => {
    expect(await toldOf([line])).toContainEqual(reason);
  });
});

describe('names of TLS', () => {
  test.each<[string, Message]>([
    ['AT+MQTTALPN=0,1,"a","b"', message('commands.otherNames', { announced: 1, given: 2 })],
    ['AT+MQTTALPN=0,2,"a"', message('commands.nameMissing', { index: 2, announced: 2 })],
  ])('%s', async (line, reason) => {
    expect(await toldOf([USER, line])).toContainEqual(reason);
  });
});

describe('the manufacturing store', () => {
  test.each<[string, Message]>([
    ['AT+SYSMFG=0', message('commands.eraseNeedsNamespace')],
    ['AT+SYSMFG=0,"own","number",3', message('commands.eraseNamesAtMostKey')],
    ['AT+SYSMFG=2,"own"', message('commands.writeNeedsAll')],
    ['AT+SYSMFG=2,"own","text",7,0', message('commands.lengthTooSmall', { length: 0 })],
    [
      'AT+SYSMFG=2,"own","text",7,4001',
      message('commands.lengthTooLarge', { length: 4001, type: 'string', max: 3999 }),
    ],
    ['AT+SYSMFG=2,"own","text",9,1', message('commands.typeUnknown', { type: 9 })],
    ['AT+SYSMFG=1,"own","number",0,1', message('commands.numberReadWhole')],
    ['AT+SYSMFG=1,"other"', message('commands.noNamespace', { namespace: 'other' })],
    ['AT+SYSMFG=1,"own","other"', message('commands.noKey', { namespace: 'own', key: 'other' })],
  ])('%s', async (line, reason) => {
    expect(await toldOf([STORED, line])).toContainEqual(reason);
  });

  test.each<[string, Message]>([
    ['AT+SYSMFG=1,"client_cert","client_cert.0",0,-1', message('commands.lengthNegative', { length: -1 })],
    [
      'AT+SYSMFG=1,"client_cert","client_cert.0",6,1',
      message('commands.offsetBehindValue', { offset: 6, bytes: 5 }),
    ],
  ])('%s', async (line, reason) => {
    const { told, command, module } = await toldModule();
    const value = { type: 8, value: Buffer.from('bytes') } as const;
    module.flash.manufacturing.write('client_cert', 'client_cert.0', value);
    await command(line);
    expect(told.flatMap(messagesWithin)).toContainEqual(reason);
  });
});

test.each<[string, readonly string[], Message]>([
  ['AT+SYSFLASH=0,"mfg_nvs",0,1', [], message('commands.wholeSectors', { bytes: 4096 })],
  ['AT+SYSFLASH=2,"none",0,1', [], message('commands.noPartition', { name: 'none' })],
  ['AT+SLEEPWKCFG=1,0', ['firmware=2.2'], message('commands.noWakeupSource')],
])('%s', async (line, settings, reason) => {
  expect(await toldOf([line], settings)).toContainEqual(reason);
});

test.each(['AT+PING="x"', 'AT+CIPDOMAIN="x"'])('%s: a name that is not UTF-8', async (line) => {
  const bytes = Buffer.from(line.replace('x', '\xff'), 'latin1');
  expect(await toldOf([bytes])).toContainEqual(message('commands.hostNotUtf8'));
});

test('what does not fit into a packet, however much memory there is', async () => {
  const broker = new ScriptedBroker();
  await broker.start();
  onTestFinished(() => broker.stop());
  const lines = [USER, `AT+MQTTCONN=0,"127.0.0.1",${broker.port},0`, 'AT+MQTTPUBRAW=0,"t",268435456,0,0'];
  expect(await toldOf(lines, ['heapBytes=1000000000'])).toContainEqual(
    message('commands.packetTooLarge', { size: 268_435_456 }),
  );
});

describe('what AT+MQTTUSERCFG leaves empty', () => {
  const [CLIENT, USERNAME, PASSWORD] = ['client_id', 'username', 'password'];
  test.each<[string, readonly string[], readonly string[]]>([
    ['"c","",""', [], []],
    ['"c","u","p"', [], []],
    ['"","u","p"', [], [CLIENT]],
    ['"c","","p"', [], [USERNAME]],
    ['"c","u",""', [], [PASSWORD]],
    ['"c","u",""', ['AT+MQTTPASSWORD=0,"p"'], []],
    ['"c","","p"', ['AT+MQTTUSERNAME=0,"u"'], []],
    ['"","",""', ['AT+MQTTCLIENTID=0,"c"'], []],
    ['"c","u",""', ['AT+MQTTLONGPASSWORD=0,3', 'abc'], []],
  ])('%s, then %j, is warned of when it is used: %j', async (user, between, empty) => {
    const warned: string[] = [];
    const { module, addHost } = bareModule([], {
      log: (level, namespace, said) => {
        if (level === 'warn' && namespace === 'uart')
          warned.push(
            ...messagesWithin(said).flatMap(({ key, params }) =>
              key === 'commands.isEmpty' ? [(params as { name: string }).name] : [],
            ),
          );
      },
    });
    const host = addHost('host', { echo: false });
    module.boot();
    onTestFinished(() => module.powerOff());
    for (const line of [`AT+MQTTUSERCFG=0,1,${user},0,0,""`, ...between]) {
      host.send(`${line}\r\n`);
      await host.drain();
    }
    expect(warned).toEqual([]);
    host.send('AT+MQTTCONN=0,"127.0.0.1",1,0\r\n');
    await host.drain();
    expect(warned).toEqual(empty);
  });
});

describe('what another release has', () => {
  test.each<[string, string, Message]>([
    [
      '2.4',
      'AT+RST=1',
      message('at.formOfOther', {
        reason: message('at.formUnknown', { name: 'AT+RST', forms: ['AT+RST'] }),
        form: 'AT+RST=…',
        firmware: '2.4',
        since: '3.2',
        set: '3.2',
      }),
    ],
    [
      '3.4',
      'AT+CIPDOMAIN="a.test",1,3000',
      message('at.countOfOther', {
        reason: message('at.tooManyParameters', { given: 3, max: 2 }),
        given: 3,
        firmware: '3.4',
        since: '4.1',
        set: '4.1',
      }),
    ],
    ['3.4', 'AT+CWMODE=1,1,3,4', message('at.tooManyParameters', { given: 4, max: 2 })],
    [
      '3.4',
      'AT+CWMODE',
      message('at.formUnknown', { name: 'AT+CWMODE', forms: ['AT+CWMODE=…', 'AT+CWMODE?'] }),
    ],
  ])('firmware %s, %s', async (firmware, line, reason) => {
    const [failed] = await toldOf([line], [`firmware=${firmware}`]);
    expect(failed).toMatchObject({ key: 'at.commandFailed', params: { reason } });
  });
});
