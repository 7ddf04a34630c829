import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkConfig } from '#cli/config-check';
import { resolveConfiguration } from '#config/resolve';
import { valuesInEffect } from '#config/values-in-effect';
import { textOf } from '#messages/message';
import { settingsFromPairs } from '#module/settings/pairs';
import { parseSettings } from '#module/settings/parse';
import { checkTopicFilter, checkTopicName } from '#mqtt/codec/topics';
import { configFile, mistakesIn } from './support.ts';

// The setting connect in files, options and environment.

const NOTHING = { port: [], set: [] };
const at = (lines: string): string => `settings:\n  connect:\n${lines}`;

test('a settings file that has all of it has no mistakes', () => {
  const text = at(`    host: broker.example
    port: 8883
    scheme: 5
    path: ''
    clientId: pump
    username: me
    password: '1234'
    certKeyId: 0
    caId: 1
    alpn: [mqtt]
    sni: broker.example
    keepAlive: 30
    cleanSession: false
    will: { topic: state/pump, message: gone, qos: 1, retain: true }
    topics:
      - filter: cmd/pump/#
        qos: 1
      - filter: cmd/all
`);
  expect(mistakesIn(text)).toEqual([]);
});

describe('a mistake is one sentence with its line', () => {
  const HOST = 'the name or address of a broker, without mqtt:// before it and without a port';
  test.each([
    ['    hots: x', '3: there is no key "hots" here; did you mean "host"?'],
    ['    host: mqtt://x', `3: settings.connect.host takes ${HOST}.`],
    ['    host: broker\n    port: 0', '4: settings.connect.port takes 1 to 65535.'],
    ['    scheme: 11', '3: settings.connect.scheme takes 1 to 10.'],
    [
      '    password: 1234',
      '3: settings.connect.password takes text of at most 1024 characters; put it into quotes.',
    ],
    ['    keepAlive: 0', '3: settings.connect.keepAlive takes 1 to 7200.'],
    [
      '    will: { topic: a/# }',
      '3: settings.connect.will.topic takes a topic of at most 128 characters, without + and #.',
    ],
    ['    topics: cmd', '3: settings.connect.topics takes a list.'],
    ['    topics: [cmd]', '3: settings.connect.topics[0] takes keys with values.'],
    ['    topics:\n      - qos: 1', '4: settings.connect.topics[0] needs the key "filter".'],
    ['    topics:\n      - filter: a\n        qos: 3', '5: settings.connect.topics[0].qos takes 0 to 2.'],
    [
      '    topics:\n      - filter: a\n      - filter: a/#/b',
      /^5: settings.connect.topics\[1\].filter takes a topic filter/,
    ],
  ])('%j', (lines, reason) => {
    const mistakes = mistakesIn(at(lines));
    expect(mistakes).toHaveLength(1);
    if (typeof reason === 'string') expect(mistakes[0]).toBe(reason);
    else expect(mistakes[0]).toMatch(reason);
  });
});

test('two modules with one client ID at one broker would take the connection from each other', () => {
  const module = (name: string, more = '') =>
    `  ${name}:\n    ports: [tcp-listen:0]\n    settings: { connect: { clientId: pump${more} } }\n`;
  const text = `settings: { connect: { host: broker } }\nmodules:\n${module('a')}${module('b')}`;
  expect(mistakesIn(text)).toEqual([
    '8: modules a and b both use the client ID "pump" at broker:1883, where each takes the connection from the other; change one of the two.',
  ]);
  const elsewhere = `settings: { connect: { host: broker } }\nmodules:\n${module('a')}${module('b', ', port: 1884')}`;
  expect(mistakesIn(elsewhere)).toEqual([]);
  const names = text.replaceAll('clientId: pump', "username: 'x'");
  expect(mistakesIn(names)).toEqual([]);
});

test('what is set without a host connects nowhere, which a check and a run warn of', async () => {
  const file = configFile(
    `${at('    port: 1883\n    clientId: pump\n')}modules:\n  a:\n    ports: [tcp-listen:0]\n`,
  );
  const expected =
    'module a connects nowhere by itself: connect.port, connect.clientId are set, but not connect.host';
  const told: string[] = [];
  expect(
    checkConfig(
      file,
      {},
      () => {},
      (warning) => told.push(textOf(warning)),
    ),
  ).toBe(true);
  expect(told).toEqual([expected]);
  const { warnings } = await resolveConfiguration({ ...NOTHING, config: file }, {});
  expect(warnings.map(textOf)).toEqual([expected]);
  const helped = await resolveConfiguration({ ...NOTHING, config: file }, { ATMQTT_CONNECT_HOST: 'broker' });
  expect(helped.warnings).toEqual([]);
});

test('the environment says it too, the password is masked, and its file is relative to the settings file', async () => {
  const file = configFile(at('    host: broker\n    passwordFile: secret/pump\n'));
  const environment = { ATMQTT_CONNECT_USERNAME: 'me', ATMQTT_CONNECT_TOPICS: '[{"filter":"cmd"}]' };
  const configuration = await resolveConfiguration({ ...NOTHING, config: file }, environment);
  const [module] = configuration.modules;
  expect(module?.settings.connect).toMatchObject({ host: 'broker', port: 1883, username: 'me' });
  expect(module?.settings.connect.topics).toEqual([{ filter: 'cmd', qos: 0 }]);
  expect(module?.settings.connect.passwordFile).toBe(file.replace(/[^/]*$/, 'secret/pump'));
  expect(configuration.secretFile).toBeUndefined();

  const set = ['connect.host=b', 'connect.password=hunter2', 'connect.scheme=8'];
  const typed = await resolveConfiguration({ ...NOTHING, set }, {});
  expect(typed.warnings.map(textOf).join()).toContain('ATMQTT_CONNECT_PASSWORD');
  const shown = JSON.stringify(valuesInEffect(typed));
  expect(shown).not.toContain('hunter2');
  expect(typed.modules[0]?.settings.connect.port).toBe(8084);
});

test('a topic that the setting takes is one that MQTT takes, and the other way round', () => {
  const takes = (pair: string): boolean => {
    try {
      settingsFromPairs([pair]);
      return true;
    } catch {
      return false;
    }
  };
  for (const text of [
    'a',
    '/',
    'a/',
    '/a',
    '+',
    '#',
    'a/+/b',
    'a/#',
    '+/+/#',
    'a+',
    '#/a',
    'a/#/b',
    'a/b+',
    '++',
    'é/ü',
  ]) {
    const topics = `connect.topics=${JSON.stringify([{ filter: text }])}`;
    expect(takes(topics), text).toBe(checkTopicFilter(Buffer.from(text)) === undefined);
    expect(takes(`connect.will.topic=${text}`), text).toBe(checkTopicName(Buffer.from(text)) === undefined);
  }
  expect(takes('connect.topics=[{"filter":""}]')).toBe(false);
});

test('nothing said is as much as an empty mapping, with the port of the scheme', () => {
  expect(parseSettings({}).connect).toEqual(parseSettings({ connect: {} }).connect);
  expect(parseSettings({ connect: { scheme: 6 } }).connect.port).toBe(8083);
  expect(() => parseSettings({ connect: { hots: 'x' } } as object)).toThrow('did you mean connect.host');
  expect(() => parseSettings({ connect: { topics: [{ filter: '#/a' }] } })).toThrow('takes a topic filter');
});

test('the JSON Schema has it', () => {
  const schema = JSON.parse(readFileSync('schema/atmqtt.schema.json', 'utf8'));
  const { connect } = schema.properties.settings.properties;
  expect(Object.keys(connect.properties)).toContain('topics');
  expect(connect.properties.topics.items.required).toEqual(['filter']);
});
