import { describe, expect, test } from 'vitest';
import { environmentSource, variableOf } from '#config/environment';
import { textOf } from '#messages/message';
import { listSettings } from '#module/settings/list';

test.each([
  ['links', 'ATMQTT_LINKS'],
  ['rxBufferBytes', 'ATMQTT_RX_BUFFER_BYTES'],
  ['wifi.ssid', 'ATMQTT_WIFI_SSID'],
  ['wifi.accessPoints', 'ATMQTT_WIFI_ACCESS_POINTS'],
])('the variable of %s is %s', (setting, variable) => expect(variableOf(setting)).toBe(variable));

test('every setting has a variable of its own, unlike the variables that are no settings', () => {
  const variables = listSettings().map(({ name }) => variableOf(name));
  const others = ['CONFIG', 'PORTS', 'FLASH', 'LOG_LEVEL', 'BROKER', 'TTY', 'TCP'].map(
    (name) => `ATMQTT_${name}`,
  );
  expect(new Set([...variables, ...others]).size).toBe(variables.length + others.length);
  for (const variable of variables) expect(variable).not.toMatch(/^ATMQTT_(BROKER|TTY|TCP)_/);
});

test('everything that can be said is read', () => {
  const source = environmentSource({
    PATH: '/bin',
    ATMQTT_CONFIG: 'lab.yaml',
    ATMQTT_PORTS: ' pty:/tmp/x  tcp-listen:0 ',
    ATMQTT_FLASH: 'flash',
    ATMQTT_LOG_LEVEL: 'warn',
    ATMQTT_BROKER_TCP: '1884',
    ATMQTT_BROKER_WSS: '0.0.0.0:0',
    ATMQTT_LINKS: '3',
    ATMQTT_WIFI_PASSWORD: '1234',
    ATMQTT_WIFI_ACCESS_POINTS: '[{"ssid":"cafe"}]',
  });
  const of = (name: string, value: unknown) => ({ value, from: `environment ${name}` });
  expect(source).toEqual({
    file: 'lab.yaml',
    ports: of('ATMQTT_PORTS', ['pty:/tmp/x', 'tcp-listen:0']),
    flash: of('ATMQTT_FLASH', 'flash'),
    logLevel: of('ATMQTT_LOG_LEVEL', 'warn'),
    broker: {
      tcp: of('ATMQTT_BROKER_TCP', { host: '127.0.0.1', port: 1884, fallbackToFreePort: false }),
      wss: of('ATMQTT_BROKER_WSS', { host: '0.0.0.0', port: 0, fallbackToFreePort: false }),
    },
    settings: new Map([
      ['links', of('ATMQTT_LINKS', 3)],
      ['wifi.password', of('ATMQTT_WIFI_PASSWORD', '1234')],
      ['wifi.accessPoints', of('ATMQTT_WIFI_ACCESS_POINTS', [{ ssid: 'cafe' }])],
    ]),
    warnings: [],
  });
});

test('an empty or blank variable counts as not set', () => {
  const nothing = { broker: {}, settings: new Map(), warnings: [] };
  const variables = { ATMQTT_LINKS: '', ATMQTT_CONFIG: '', ATMQTT_LINKZ: '', ATMQTT_PORTS: ' \n' };
  expect(environmentSource(variables)).toEqual(nothing);
});

test('what a run tells the program it starts is ignored, without a warning', () => {
  const told = {
    ATMQTT_BROKER: 'mqtt://127.0.0.1:1',
    ATMQTT_TTY: '/tmp/x',
    ATMQTT_TCP: '127.0.0.1:1',
    ATMQTT_TTY_SENSOR: '/tmp/y',
    ATMQTT_TCP_SENSOR: '127.0.0.1:2',
  };
  expect(environmentSource(told).warnings).toEqual([]);
});

test('an unknown variable is a warning with the nearest one, and never its value', () => {
  const { warnings } = environmentSource({ ATMQTT_WIFI_PASWORD: 'hunter2', ATMQTT_BROKER_TLSS: '1' });
  expect(warnings.map((warning) => textOf(warning))).toEqual([
    'there is no variable ATMQTT_WIFI_PASWORD; did you mean ATMQTT_WIFI_PASSWORD?',
    'there is no variable ATMQTT_BROKER_TLSS; did you mean ATMQTT_BROKER_TLS?',
  ]);
});

describe('a wrong value is one sentence that names the variable', () => {
  test.each([
    ['ATMQTT_LINKS', 'six', 'ATMQTT_LINKS takes 1 to 5.'],
    ['ATMQTT_QUOTE_PORT', 'yes', 'ATMQTT_QUOTE_PORT takes true, false.'],
    ['ATMQTT_WIFI_PASSWORD', 'x'.repeat(65), 'ATMQTT_WIFI_PASSWORD takes text of at most 64 characters.'],
    [
      'ATMQTT_WIFI_ACCESS_POINTS',
      'cafe',
      'ATMQTT_WIFI_ACCESS_POINTS takes a list; in a settings file, or as JSON.',
    ],
    ['ATMQTT_LOG_LEVEL', 'loud', 'ATMQTT_LOG_LEVEL takes trace, debug, info, warn, error, silent.'],
    ['ATMQTT_BROKER_TLS', 'x', 'ATMQTT_BROKER_TLS takes HOST:PORT, such as 127.0.0.1:8883, not "x".'],
  ])('%s=%s', (name, value, reason) => {
    expect(() => environmentSource({ [name]: value })).toThrow(
      expect.objectContaining({ name: 'UsageError', message: reason }),
    );
  });
});
