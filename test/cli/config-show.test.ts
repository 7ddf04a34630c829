import { expect, test } from 'vitest';
import { showConfig } from '#cli/config-show';
import type { PlanOptions } from '#config/plan-options';
import type { ValueInEffect } from '#config/values-in-effect';
import { textOf } from '#messages/message';
import { listSettings } from '#module/settings/list';
import { configFile } from '../config/support.ts';

const NOTHING: PlanOptions = { port: [], set: [] };

async function shown(options: PlanOptions & { json?: true }, environment = {}) {
  const [lines, warnings]: [string[], string[]] = [[], []];
  await showConfig(
    options,
    environment,
    (line) => lines.push(line),
    (warning) => warnings.push(textOf(warning)),
  );
  return { lines, warnings };
}

const FILE = `broker:
  tcp: '[::1]:1884'
modules:
  sensor:
    ports: [pty:/tmp/sensor, tcp-listen:0]
    flash: /var/lib/sensor
    settings:
      wifi: { ssid: my lab, password: hunter2, accessPoints: [{ ssid: cafe, password: hunter3 }] }
  b:
    ports: [stdio]
`;

test('every value is shown with where it came from, in columns', async () => {
  const config = configFile(FILE);
  const { lines } = await shown({ ...NOTHING, config, set: ['maxTopics=3'] }, { ATMQTT_LINKS: '2' });
  const words = lines.map((line) => line.split(/ {2,}/));
  expect(words).toEqual(
    expect.arrayContaining([
      ['-', 'broker.tcp', '[::1]:1884', `${config}:2`],
      ['-', 'allowedOrigins', '[]', 'default'],
      ['-', 'metrics', '(none)', 'default'],
      ['-', 'logLevel', 'info', 'default'],
      ['sensor', 'ports', 'pty:/tmp/sensor tcp-listen:0', `${config}:5`],
      ['sensor', 'flash', '/var/lib/sensor', `${config}:6`],
      ['sensor', 'settings.links', '2', 'environment ATMQTT_LINKS'],
      ['sensor', 'settings.maxTopics', '3', 'option --set'],
      ['sensor', 'settings.wifi.ssid', 'my lab', `${config}:8`],
      ['sensor', 'settings.wifi.password', '***', `${config}:8`],
      ['b', 'flash', '(none)', 'default'],
      ['b', 'settings.wifi.password', '""', 'default'],
      ['b', 'settings.quotePort', 'true', 'default'],
    ]),
  );
  expect(lines).toHaveLength(6 + 2 * (2 + listSettings().length));
  const columns = new Set(lines.map((line) => line.indexOf(line.split(/ {2,}/)[1] ?? '', 1)));
  expect(columns).toEqual(new Set(['sensor'.length + 2]));
});

test('no password is shown, not even that of an access point', async () => {
  for (const json of [{}, { json: true as const }]) {
    const options = { ...NOTHING, config: configFile(FILE), ...json };
    const text = (await shown(options, { ATMQTT_WIFI_PASSWORD: 'hunter4' })).lines.join('\n');
    expect(text).not.toMatch(/hunter/);
    expect(text).toContain('cafe');
  }
  const text = (await shown({ ...NOTHING, set: ['wifi.password=hunter5'] })).lines.join('\n');
  expect(text).not.toMatch(/hunter/);
});

test('what a set of latency gives is told to come from where the set does', async () => {
  const set = ['latency=wifi', 'latency.broker=120'];
  const { lines } = await shown({ ...NOTHING, set, json: true }, { ATMQTT_LATENCY_COMMAND: '9' });
  const values = JSON.parse(lines.join('\n')) as ValueInEffect[];
  const latency = values.filter(({ name }) => name.startsWith('settings.latency'));
  expect(latency.map(({ name, value, from }) => [name.slice('settings.'.length), value, from])).toEqual([
    ['latency', 'wifi', 'option --set'],
    ['latency.join', 4000, 'option --set'],
    ['latency.broker', 120, 'option --set'],
    ['latency.command', 9, 'environment ATMQTT_LATENCY_COMMAND'],
    ['latency.jitter', 20, 'option --set'],
    ['latency.seed', 1, 'default'],
  ]);
});

test('as JSON', async () => {
  const config = configFile(FILE);
  const { lines } = await shown({ ...NOTHING, config, json: true });
  const values = JSON.parse(lines.join('\n')) as ValueInEffect[];
  expect(values).toContainEqual({ name: 'logLevel', value: 'info', from: 'default' });
  expect(values).toContainEqual({ module: 'b', name: 'ports', value: ['stdio'], from: `${config}:10` });
  expect(values).toContainEqual({ module: 'b', name: 'flash', value: null, from: 'default' });
  expect(values).toContainEqual({
    module: 'sensor',
    name: 'settings.wifi.accessPoints',
    value: [{ ssid: 'cafe', password: '***', channel: 6, rssi: -42 }],
    from: `${config}:8`,
  });
});

test('what a run would warn of is told', async () => {
  expect((await shown(NOTHING, { ATMQTT_LINK: '1' })).warnings).toEqual([
    'there is no variable ATMQTT_LINK; did you mean ATMQTT_LINKS?',
  ]);
});
