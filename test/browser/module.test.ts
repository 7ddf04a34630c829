import { expect, test } from 'vitest';
import {
  type BrowserModuleOptions,
  type BrowserPacket,
  createModule,
  createPageBroker,
  createStorageFlash,
  loadLanguage,
  type PageStorage,
} from '#browser/index';
import { settled } from './support/page-client.ts';

const storage = (full = false): PageStorage & { readonly items: Map<string, string> } => {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key) => items.get(key) ?? null,
    setItem(key, value) {
      if (full) throw new Error('quota exceeded');
      items.set(key, value);
    },
  };
};

/** A module that is on, and what says a line to it and gives what it writes. */
function started(options: BrowserModuleOptions = {}) {
  const module = createModule(options);
  let output = '';
  const host = module.attach({
    echo: false,
    output: (_bytes, text) => {
      output += text;
    },
  });
  module.powerOn();
  return {
    module,
    host,
    async say(line: string) {
      await settled();
      output = '';
      host.write(`${line}\r\n`);
      await settled();
      return output;
    },
  };
}

test('a module and a broker in one page: connects, subscribes, publishes, receives', async () => {
  const broker = createPageBroker();
  const packets: string[] = [];
  const onPacket = ({ link, direction, text }: BrowserPacket): void => {
    packets.push(`${link} ${direction} ${text}`);
  };
  const { module, host, say } = started({ broker, onPacket });
  await say('AT+MQTTUSERCFG=0,1,"desk","","",0,0,""');
  expect(await say('AT+MQTTCONN=0,"broker.example",1883,0')).toMatch(/\+MQTTCONNECTED:0,1,[\s\S]*OK\r\n$/);
  expect(await say('AT+MQTTSUB=0,"garden/#",1')).toBe('\r\nOK\r\n');
  expect(await say('AT+MQTTPUB=0,"garden/door","门",1,0')).toBe(
    '\r\nOK\r\n+MQTTSUBRECV:0,"garden/door",3,门\r\n',
  );
  expect(module.links[0]).toMatchObject({ state: 6, topics: [{ filter: 'garden/#', qos: 1 }] });
  expect(packets).toEqual([
    '0 > CONNECT "desk" clean session keep alive 120 s',
    '0 < CONNACK return code 0',
    '0 > SUBSCRIBE id 1 "garden/#" QoS 1',
    '0 < SUBACK id 1 QoS 1',
    '0 > PUBLISH QoS 1 id 2 "garden/door" 3 bytes "门"',
    '0 < PUBACK id 2',
    '0 < PUBLISH QoS 1 id 1 "garden/door" 3 bytes "门"',
    '0 > PUBACK id 1',
  ]);
  host.close();
  expect(await say('AT')).toBe('');
  module.powerOff();
  await settled();
  expect(broker.clients).toEqual([]);
});

test('the log is in the language of the module', async () => {
  const log: string[] = [];
  const language = await loadLanguage('zh');
  const { say } = started({ broker: createPageBroker(), language, log: ({ text }) => log.push(text) });
  await say('AT+MQTTUSERCFG=0,1,"desk","","",0,0,""');
  await say('AT+MQTTCONN=0,"broker.example",1883,0');
  await say('AT+MQTTPUB=0,"t","{"a":1,"b":2}",0,0');
  expect(log.join('\n')).toMatch(/',' 没有转义/);
});

test('what a browser cannot do for a module is told', async () => {
  const log: string[] = [];
  const { say } = started({ settings: { sntp: 'network' }, log: ({ text }) => log.push(text) });
  await say('AT+CIPDOMAIN="broker.example"');
  await say('AT+PING="broker.example"');
  await say('AT+CIPSNTPCFG=1,8,"time.example"');
  await say('AT+MQTTUSERCFG=0,1,"desk","","",0,0,""');
  await say('AT+MQTTCONN=0,"broker.example",1883,0');
  for (const told of [
    /a page in a browser cannot look up broker\.example/,
    /a page in a browser cannot send echo requests/,
    /a page in a browser cannot ask time servers/,
    /use scheme 6/,
  ])
    expect(log.join('\n')).toMatch(told);
});

test('loseWifi ends the links', async () => {
  const { module, say } = started({ broker: createPageBroker() });
  await say('AT+MQTTUSERCFG=0,1,"desk","","",0,0,""');
  await say('AT+MQTTCONN=0,"broker.example",1883,0');
  module.loseWifi();
  await settled();
  expect(module.links[0]?.state).not.toBe(4);
  module.powerOff();
});

test('a flash in the storage of a browser outlives the module', async () => {
  const kept = storage();
  const first = started({ flash: createStorageFlash(kept, 'atmqtt') });
  expect(await first.say('AT+CIPSNTPCFG=1,8,"time.example"')).toContain('OK');
  expect(await first.say('AT+UART_DEF=9600,8,1,0,0')).toContain('OK');
  expect(await first.say('AT+SYSMFG=2,"mqtt_ca","mqtt_ca",7,3')).toContain('>');
  expect(first.module.dataRemaining).toBe(3);
  first.host.write('pem');
  expect(first.module.dataRemaining).toBe(0);
  expect(await first.say('AT+SYSMFG=2,"factory_param","n",1,7')).toContain('OK');
  first.module.powerOff();

  const second = started({ flash: createStorageFlash(kept, 'atmqtt') });
  expect(await second.say('AT+UART_DEF?')).toContain('9600');
  expect(await second.say('AT+SYSMFG=1,"mqtt_ca","mqtt_ca"')).toContain('pem');
  expect(await second.say('AT+SYSMFG=0,"mqtt_ca","mqtt_ca"')).toContain('OK');
  expect(await second.say('AT+RESTORE')).toContain('OK');
  second.module.powerOff();

  const third = started({ flash: createStorageFlash(kept, 'atmqtt') });
  expect(await third.say('AT+UART_DEF?')).toContain('115200');
  expect(await third.say('AT+SYSMFG=1,"mqtt_ca","mqtt_ca"')).not.toContain('pem');
  expect(await third.say('AT+SYSMFG=1,"factory_param","n"')).toContain('7');
});

test('a storage that is full or holds something else is told', async () => {
  const log: string[] = [];
  const full = started({
    flash: createStorageFlash(storage(true), 'atmqtt'),
    log: ({ text }) => log.push(text),
  });
  expect(await full.say('AT+UART_DEF=9600,8,1,0,0')).toContain('ERROR');
  expect(log.join('\n')).toContain('the browser stores no more: quota exceeded');
  for (const text of ['no JSON', '{}', 'null']) {
    const other = storage();
    other.items.set('page', text);
    expect(() => createStorageFlash(other, 'page')).toThrow(/was not stored by a module/);
  }
});
