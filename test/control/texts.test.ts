import { expect, test } from 'vitest';
import { explain } from '#commands/explain';
import { commandsFor } from '#commands/index';
import { chinese } from '#messages/zh/chinese';
import { listSettings } from '#module/settings/list';
import { parseSettings } from '#module/settings/parse';
import { VERSION } from '#node/version';
import { controlled } from './support/controlled.ts';

const at = (what: string, query = ''): string => `/api/v1/explain/${encodeURIComponent(what)}${query}`;

test('it says what it is, and what language whoever has started it reads', async () => {
  const english = await controlled();
  const told = { program: 'atmqtt', version: VERSION, startedAt: expect.any(String), serves: 'run' };
  expect((await english.ask('/api/v1/about')).body).toEqual({ ...told, language: 'en' });
  const { ask } = await controlled({}, { language: 'zh' });
  expect((await ask('/api/v1/about')).body).toEqual({ ...told, language: 'zh' });
  expect((await ask('/api/v1/about', { token: '' })).status).toBe(401);
  expect((await ask('/api/v1/swarm')).body.error.key).toBe('control.noSwarm');
});

test.each([
  '0x010a6006',
  'AT_MQTT_NULL_LINK',
  'AT+MQTTPUB',
  'AT+MQTTPUB=0,"a/b","c",1,0',
  '+MQTTDISCONNECTED',
  'OK',
  '>',
])('%s is explained as atmqtt explain does', async (what) => {
  const { ask } = await controlled();
  const text = explain(what, commandsFor(parseSettings({})));
  const { status, body } = await ask(at(what));
  expect({ status, body }).toEqual({
    status: 200,
    body: { what, language: 'en', text, lines: text.trimEnd().split('\n') },
  });
});

test.each<[string, Record<string, string>, 'en' | 'zh']>([
  ['', {}, 'en'],
  ['', { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' }, 'zh'],
  ['', { 'accept-language': 'fr, en;q=0.3, zh-TW;q=0.5' }, 'zh'],
  ['', { 'accept-language': 'fr;q=1, de' }, 'en'],
  ['?lang=en', { 'accept-language': 'zh' }, 'en'],
  ['?lang=zh', {}, 'zh'],
])('asked with %j and %o texts come in the language that is read', async (query, headers, language) => {
  const { ask } = await controlled();
  const { body } = await ask(at('6006', query), { headers });
  expect(body.language).toBe(language);
  expect(body.text).toBe(
    language === 'zh'
      ? explain('6006', commandsFor(parseSettings({})), chinese)
      : explain('6006', commandsFor(parseSettings({}))),
  );
  const { commands } = (await ask(`/api/v1/commands${query}`, { headers })).body;
  const pub = commands.find(({ name }: { name: string }) => name === 'AT+MQTTPUB');
  expect(pub.help).toBe(
    language === 'zh' ? '发布一行命令放得下的消息。' : 'Publishes a message that fits into the line.',
  );
  const { faults } = (await ask(`/api/v1/faults${query}`, { headers })).body;
  expect(/\p{Script=Han}/u.test(faults[0].about + faults[0].hostSees)).toBe(language === 'zh');
  const { properties } = (await ask(`/api/v1/modules/module0/settings/schema${query}`, { headers })).body;
  expect(/\p{Script=Han}/u.test(properties.links.description)).toBe(language === 'zh');
});

test('what cannot be explained is refused with what was meant', async () => {
  const { ask } = await controlled();
  for (const [what, key] of [
    ['NULL_LINKS', 'explain.unknown'],
    ['AT+MQTTPUBB', 'explain.noCommand'],
    ['0x01090000ffff', 'explain.unknown'],
  ] as const) {
    const { status, body } = await ask(at(what));
    expect([status, body.error.key]).toEqual([400, key]);
  }
  expect((await ask(at('x'.repeat(101)))).body.error.key).toBe('control.badUrl');
  expect((await ask(at('OK', '?lang=fr'))).body.error.key).toBe('control.wrongField');
});

test('what is explained is what the module has', async () => {
  const { ask } = await controlled({ set: ['firmware=2.2'] });
  const old = commandsFor(parseSettings({ firmware: '2.2' }));
  expect((await ask(at('AT+CWMODE_CUR'))).body.text).toBe(explain('AT+CWMODE_CUR', old));
  expect((await ask(at('AT+CWMODE_CUR', '?module=module0'))).status).toBe(200);
  expect((await ask(at('OK', '?module=pump'))).body.error.key).toBe('control.noModule');
  const { body } = await ask('/api/v1/commands?module=module0');
  expect([body.firmware, body.follow]).toEqual(['2.2', 'manual']);
  expect(body.commands.map(({ name }: { name: string }) => name)).toEqual(old.map(({ name }) => name));
});

test('commands are told with all that a hint needs', async () => {
  const { ask } = await controlled();
  const { commands, urcs } = (await ask('/api/v1/commands')).body;
  // biome-ignore lint/suspicious/noExplicitAny: it is looked into
  const named = (name: string): any => commands.find((each: { name: string }) => each.name === name);
  const [set] = named('AT+MQTTPUB').forms;
  expect(set).toMatchObject({
    kind: 'set',
    usage: 'AT+MQTTPUB=<LinkID>,<"topic">,<"data">[,<qos>],<retain>',
    data: false,
    needs: 'state 4, 5, 6',
  });
  expect(set.params.map(({ name, type }: { name: string; type: string }) => `${type} ${name}`)).toEqual([
    ...['number LinkID', 'string topic', 'string data', 'number qos', 'number retain'],
  ]);
  expect(set.params[2]).toMatchObject({ maxBytes: 256, limits: 'at most 256 bytes', secret: false });
  expect(set.params[3]).toMatchObject({ range: [0, 2] });
  expect(set.params.map(({ fallback }: { fallback?: string }) => fallback !== undefined)).toEqual([
    ...[false, false, false, true, false],
  ]);
  expect(named('AT+MQTTPUB').example).toContain('AT+MQTTPUB=0,"lamp/7/state"');
  expect(named('AT+MQTTUSERCFG').forms[0].params.find(({ secret }: { secret: boolean }) => secret).name).toBe(
    'password',
  );
  const [raw] = named('AT+MQTTPUBRAW').forms;
  expect(raw.data).toBe(true);
  expect(raw.params.filter(({ countsData }: { countsData: boolean }) => countsData)).toHaveLength(1);
  expect(named('AT+MQTTCONN').forms.map(({ kind }: { kind: string }) => kind)).toEqual(['set', 'query']);
  expect(urcs).toContainEqual(expect.objectContaining({ shape: 'WIFI GOT IP', when: expect.any(String) }));
});

test('the schema of settings has each of them, and says which is a password', async () => {
  const { ask } = await controlled();
  const { body } = await ask('/api/v1/modules/module0/settings/schema');
  expect(body).toMatchObject({ type: 'object', additionalProperties: false });
  const described = (schema: typeof body, [first = '', ...rest]: string[]): typeof body =>
    rest.length === 0 ? schema.properties[first] : described(schema.properties[first], rest);
  for (const { name, about } of listSettings()) {
    const found = described(body, name.split('.'));
    expect([name, found?.description]).toEqual([
      name,
      found?.anyOf === undefined || found?.description !== undefined ? found?.description : about,
    ]);
    expect(found).toBeDefined();
  }
  expect(body.properties.wifi.properties.password.writeOnly).toBe(true);
  expect(body.properties.wifi.properties.ssid.writeOnly).toBeUndefined();
  expect((await ask('/api/v1/modules/pump/settings/schema')).status).toBe(404);
});
