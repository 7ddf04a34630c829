import { describe, expect, test } from 'vitest';
import { EXAMPLES } from '#commands/examples';
import { explain } from '#commands/explain';
import { COMMANDS, commandsFor } from '#commands/index';
import { parseSettings } from '#module/settings/parse';
import { createTestModule } from '#testing/index';

const explained = (typed: string) => explain(typed, COMMANDS);

describe('what can be explained', () => {
  test.each([
    ['0x010a6006', '0x010a6006  AT_MQTT_NULL_LINK'],
    ['ERR CODE:0x010a6006', '0x010a6006  AT_MQTT_NULL_LINK'],
    ['6006', '0x010a6006  AT_MQTT_NULL_LINK'],
    ['6057', '0x010a6057  AT_MQTT_CONNECT_TIMED_OUT'],
    ['AT_MQTT_NULL_LINK', '0x010a6006  AT_MQTT_NULL_LINK'],
    ['null_link', '0x010a6006  AT_MQTT_NULL_LINK'],
    ['busy', '0x010b0000  ESP_AT_SUB_CMD_PROCESSING'],
    ['busy p...', '0x010b0000  ESP_AT_SUB_CMD_PROCESSING'],
    ['ESP_AT_SUB_NO_AT', '0x01030000  ESP_AT_SUB_NO_AT'],
    ['+MQTTDISCONNECTED:0', '+MQTTDISCONNECTED:<LinkID>'],
    ['WIFI GOT IP', 'WIFI GOT IP'],
    ['chunklines', 'compat rule chunkLines'],
    ['AT+CIPSTART', 'AT+CIPSTART is for TCP, UDP and SSL sockets'],
    ['AT+HTTPCLIENT', 'it has MQTT only'],
    ['AT+CMQTTCONNECT', 'is a command of SIMCom modules'],
  ])('%s', (typed, wanted) => {
    expect(explained(typed)).toContain(wanted);
  });

  test('a command: its forms, its parameters, what it answers, an example; parameters behind it do no harm', () => {
    const text = explained('AT+MQTTSUB');
    expect(text).toContain('AT+MQTTSUB=<LinkID>,<"topic">,<qos>');
    expect(text).toContain('Example:  AT+MQTTSUB=0,"lamp/7/set",1');
    expect(text).toContain('answers   +MQTTSUB:');
    expect(explained('at+mqttsub=0,"a",1')).toBe(text);
  });

  test.each([
    ['AT+MQTPUB', 'there is no command AT+MQTPUB; did you mean AT+MQTTPUB?'],
    ['nul_link', 'did you mean NULL_LINK?'],
    ['0x02000000', '0x02000000 is not a code of this module'],
  ])('%s is not, and what is near is named', (typed, wanted) => {
    expect(() => explained(typed)).toThrow(wanted);
  });

  test.each([
    ['ERROR', 'Send AT+SYSLOG=1 once'],
    ['ok', 'the command was understood and carried out'],
    ['>', 'Send exactly as many bytes'],
    ['+CWJAP:3', 'AT+CWJAP="my-network"'],
    ['ALREADY SUBSCRIBE', 'AT+MQTTSUB=<LinkID>'],
  ])('%s, the end of an answer or a line before it', (typed, wanted) => {
    expect(explained(typed)).toContain(wanted);
  });

  test('a code that another release gives says which, and a command is named once for a cause', () => {
    expect(explained('6053')).toContain('Given in firmware master, not in this one, by:');
    expect(explained('6007').match(/<alpn>/g)).toHaveLength(1);
  });

  test('where nothing is near, nothing is guessed', () => {
    expect(() => explained('banana')).toThrow('did you mean a code such as 6006');
    expect(() => explained('AT+QQQQQQQQ')).toThrow(/AT\+QQQQQQQQ; docs/);
  });

  test('a command that another release has says which', () => {
    const before = commandsFor(parseSettings({ firmware: '2.4' }));
    expect(explain('AT+SYSMFG', before)).toBe(
      'AT+SYSMFG is new in firmware 3.2, and this module is firmware 2.4: set firmware=3.2 or later\n',
    );
    const genuine = commandsFor(parseSettings({ follow: 'module' }));
    expect(explain('AT+CWMODE_DEF=1', genuine)).toContain(
      'firmware before 2.2, and this module is firmware 3.4: use AT+CWMODE',
    );
  });

  test('each command of MQTT that takes parameters has an example', () => {
    const rows = COMMANDS.filter(({ family, forms }) => family === 'mqtt' && forms.set !== undefined);
    expect(rows.map(({ name }) => name).filter((name) => EXAMPLES[name] === undefined)).toEqual([]);
  });

  test('commands of other releases are explained as they are there', () => {
    const text = explain('AT+MQTTPUB', commandsFor(parseSettings({ firmware: '5.0' })));
    expect(text).toContain('timeout_ms');
  });
});

test('no example is refused for how it is written', async () => {
  const { module, host, close } = await createTestModule({ settings: { links: 1 } });
  await host.command('AT+SYSLOG=1');
  for (const example of Object.values(EXAMPLES)) {
    host.send(`${example}\r\n`);
    const answer = await host.expect(/\r\n(?:OK|ERROR)\r\n/, { timeout: 5000 });
    expect(answer, example).not.toMatch(/ERR CODE:0x01(?:0[89]|0a6008)/);
    module.reset();
    await host.expect('WIFI GOT IP\r\n');
    await host.command('AT+SYSLOG=1');
  }
  await close();
}, 30_000);
