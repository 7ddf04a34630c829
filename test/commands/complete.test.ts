import { expect, test } from 'vitest';
import { COMMANDS, commandsFor } from '#commands/index';
import { FOLLOWS } from '#firmware/places';
import { FIRMWARES } from '#firmware/releases';
import { textOf } from '#messages/message';
import { parseSettings } from '#module/settings/parse';
import { createTestModule } from '#testing/index';

/** The commands that a module has besides MQTT, in the order of [B-SYS-1], with what host libraries want. */
const MODULE_COMMANDS = [
  ['AT', 'ATE0', 'ATE1', 'AT+RST', 'AT+RESTORE', 'AT+GMR', 'AT+CMD', 'AT+SYSLOG', 'AT+SYSSTORE'],
  ['AT+SYSMSG', 'AT+SYSMSGFILTER', 'AT+SYSRAM', 'AT+SYSFLASH', 'AT+SYSTIMESTAMP', 'AT+SYSMFG'],
  ['AT+SYSROLLBACK', 'AT+UART', 'AT+UART_CUR', 'AT+UART_DEF', 'AT+SLEEP'],
  ['AT+GSLP', 'AT+SLEEPWKCFG', 'AT+CWINIT', 'AT+CWMODE', 'AT+CWSTATE', 'AT+CWJAP', 'AT+CWQAP', 'AT+CWLAP'],
  ['AT+CWLAPOPT', 'AT+CWAUTOCONN', 'AT+CWRECONNCFG', 'AT+CWDHCP', 'AT+CWCOUNTRY', 'AT+CWSTAPROTO'],
  ['AT+CWHOSTNAME', 'AT+CIPSTA', 'AT+CIPSTAMAC', 'AT+CIFSR', 'AT+CIPMUX', 'AT+CIPMODE', 'AT+CIPDINFO'],
  ['AT+CIPRECVMODE', 'AT+CIPRECVTYPE', 'AT+CIPTCPOPT'],
  ['AT+CIPSTATUS', 'AT+CIPSTATE', 'AT+CIPDNS', 'AT+CIPDOMAIN', 'AT+PING', 'AT+CIPSSLCCONF', 'AT+CIPSSLSIZE'],
  ['AT+CIPSNTPCFG', 'AT+CIPSNTPTIME', 'AT+CIPSNTPINTV'],
].flat();

/** The commands of the manual, and the three older ones that [B-STATE-5] names. */
const MQTT_COMMANDS = [
  ['AT+MQTTUSERCFG', 'AT+MQTTLONGCLIENTID', 'AT+MQTTLONGUSERNAME', 'AT+MQTTLONGPASSWORD'],
  ['AT+MQTTCLIENTID', 'AT+MQTTUSERNAME', 'AT+MQTTPASSWORD', 'AT+MQTTCONNCFG', 'AT+MQTTALPN'],
  ['AT+MQTTSNI', 'AT+MQTTCONN', 'AT+MQTTPUB', 'AT+MQTTPUBRAW', 'AT+MQTTSUB', 'AT+MQTTUNSUB'],
  ['AT+MQTTCLEAN'],
].flat();

/** Those of earlier firmware, which AT+CMD? does not list. */
const RETIRED = ['AT+CIPSSLSIZE'];

/** What hosts made for firmware 1.x of the ESP8266 send. */
const LEGACY_SPELLINGS = ['AT+CWMODE', 'AT+CWJAP', 'AT+CWDHCP', 'AT+CWCOUNTRY', 'AT+CIPSTA'].flatMap(
  (name) => [`${name}_CUR`, `${name}_DEF`],
);

const ALL = [...MODULE_COMMANDS, ...MQTT_COMMANDS, ...LEGACY_SPELLINGS];

test('every command is a row or, with the reason, one of another release, in each firmware', () => {
  const all = new Set(
    FIRMWARES.flatMap((firmware) => commandsFor(parseSettings({ firmware })).map(({ name }) => name)),
  );
  for (const firmware of FIRMWARES) {
    for (const follow of FOLLOWS) {
      const rows = commandsFor(parseSettings({ firmware, follow }));
      const names = [...rows, ...(rows.absent ?? [])].map(({ name }) => name);
      expect(new Set(names), `${firmware} ${follow}`).toEqual(all);
      expect(names).toHaveLength(all.size);
      for (const { reason } of rows.absent ?? [])
        expect(textOf(reason)).toContain(`this module is firmware ${firmware}: `);
    }
  }
});

test('the command set is that of the specification, in its order and without doubles', () => {
  expect(COMMANDS.map(({ name }) => name)).toEqual(ALL);
});

test('AT+CMD? names each of them once, counted from 0', async () => {
  const { host, close } = await createTestModule({ echo: false });
  const answer = await host.command('AT+CMD?');
  const names = [...answer.matchAll(/^\+CMD:(\d+),"([^"]+)",[01],[01],[01],[01]\r$/gm)];
  expect(names.map(([, index, name]) => [Number(index), name])).toEqual(
    [...MODULE_COMMANDS, ...MQTT_COMMANDS]
      .filter((name) => !RETIRED.includes(name))
      .map((name, index) => [index, name]),
  );
  await close();
});

test.each(FIRMWARES)('follow=module, %s: there is what AT+CMD? lists and nothing else', (firmware) => {
  const [manual, module] = (['manual', 'module'] as const).map((follow) =>
    commandsFor(parseSettings({ firmware, follow })),
  );
  expect(module?.filter(({ retired }) => retired)).toEqual([]);
  expect(module?.map(({ name }) => name)).toEqual(
    manual?.filter(({ retired }) => !retired).map(({ name }) => name),
  );
});
