import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfigFile } from '#config/file';
import { configFile, mistakesIn, mistakesOf } from './support.ts';

const module = (lines: string): string => `modules:\n  a:\n    ports: [tcp-listen:0]\n${lines}`;

describe('a mistake is one sentence with its line', () => {
  test.each([
    ['moduls: {}', '1: there is no key "moduls" here; did you mean "modules"?'],
    [module('    flsh: 1'), '4: there is no key "flsh" here; did you mean "flash"?'],
    [module('    settings:\n      linkz: 1'), '5: there is no key "linkz" here; did you mean "links"?'],
    ['settings:\n  wifi:\n    SSDI: x', '3: there is no key "SSDI" here; did you mean "ssid"?'],
    ['broker:\n  mqtt: 1', '2: there is no key "mqtt" here; did you mean "tcp"?'],
    ['settings:\n  links: 9', '2: settings.links takes 1 to 5.'],
    ['settings:\n  links: "2"', '2: settings.links takes 1 to 5.'],
    ['settings: 7', '1: settings takes keys with values.'],
    ['settings:', '1: settings takes keys with values.'],
    ['settings:\n  quotePort: yes', '2: settings.quotePort takes true, false.'],
    ['settings:\n  clock: Host', '2: settings.clock takes chip, host.'],
    [
      'settings:\n  wifi:\n    password: 12345678',
      '3: settings.wifi.password takes text of at most 64 characters; put it into quotes.',
    ],
    [
      'settings:\n  wifi:\n    accessPoints:\n      - ssid: a\n      - ssid: b\n        channel: 15',
      '6: settings.wifi.accessPoints[1].channel takes 1 to 14.',
    ],
    [
      'settings:\n  wifi:\n    accessPoints: [ssid: ""]',
      '3: settings.wifi.accessPoints[0].ssid takes text of 1 to 32 characters.',
    ],
    ['settings:\n  wifi:\n    accessPoints: [a]', '3: settings.wifi.accessPoints[0] takes keys with values.'],
    ['settings:\n  wifi:\n    accessPoints: [{}]', '3: settings.wifi.accessPoints[0] needs the key "ssid".'],
    ['settings:\n  wifi:\n    accessPoints: a', '3: settings.wifi.accessPoints takes a list.'],
    ['logLevel: loud', '1: logLevel takes trace, debug, info, warn, error, silent.'],
    ['broker: 1883', '1: broker takes keys with values.'],
    ['broker:\n  tcp: 65536', '2: broker.tcp takes HOST:PORT, a port from 0 to 65535, or true.'],
    ['metrics: yes please', '1: metrics takes HOST:PORT, such as 127.0.0.1:9464, not "yes please".'],
    ['metrics: [1]', '1: metrics takes HOST:PORT, a port from 0 to 65535, or true.'],
    [
      'faults: [5]',
      '1: faults[0] takes a fault: text such as wifi.drop,after=5s,for=2s, or keys with values, fault among them.',
    ],
    [
      'modules:\n  a:\n    ports: [pty]\n    faults:\n      - ~',
      '5: modules.a.faults[0] takes a fault: text such as wifi.drop,after=5s,for=2s, or keys with values, fault among them.',
    ],
    ['broker:\n  tcp: [1]', '2: broker.tcp takes HOST:PORT, a port from 0 to 65535, or true.'],
    [
      'broker:\n  ws: localhost:x',
      '2: broker.ws takes HOST:PORT, such as 127.0.0.1:8083, not "localhost:x".',
    ],
    ['- a', '1: a settings file takes keys with values.'],
    ['just words', '1: a settings file takes keys with values.'],
    ['modules: [a]', '1: modules takes keys with values.'],
    ['modules:\n  a:', '2: modules.a takes keys with values.'],
    ['modules:\n  a:\n    flash: x', '2: modules.a needs the key "ports".'],
    ['modules:\n  a:\n    ports: pty', '3: modules.a.ports takes a list.'],
    ['modules:\n  a:\n    ports: []', '3: modules.a.ports takes a list of at least 1.'],
    [
      'settings:\n  connect:\n    alpn: [a, b, c, d, e, f]',
      '3: settings.connect.alpn takes a list of at most 5.',
    ],
    [
      'modules:\n  a:\n    ports:\n      - pty\n      - 5',
      '5: modules.a.ports[1] takes text; put it into quotes.',
    ],
    [
      'modules:\n  a:\n    ports:\n      - stdio\n      - tcp-listen:x',
      /^5: "tcp-listen:x" has no port number; write .*\.$/,
    ],
    [
      'modules:\n  1a:\n    ports: [pty]',
      '2: a module cannot be called "1a"; its name is a letter, then up to 31 letters, digits, "_", "." or "-".',
    ],
    [`modules:\n  ${'a'.repeat(33)}:\n    ports: [pty]`, /^2: a module cannot be called "a+"; its name is/],
  ])('%j', (text, reason) => {
    const mistakes = mistakesIn(text);
    expect(mistakes).toHaveLength(1);
    if (typeof reason === 'string') expect(mistakes[0]).toBe(reason);
    else expect(mistakes[0]).toMatch(reason);
  });

  test.each([
    ['a: {x: 1\nlogLevel: warn', /^2:1: this YAML cannot be read: Flow map .*\.$/],
    ['logLevel: warn\nlogLevel: info', '2:1: this YAML cannot be read: Map keys must be unique.'],
    ['modules:\n\ta: 1', /^2:1: this YAML cannot be read: Tabs are not allowed as indentation\.$/],
    [
      'logLevel: warn\n---\nlogLevel: info',
      '2:1: this YAML cannot be read: Source contains multiple documents; keep one, without a line of "---".',
    ],
    ['a: "open', '1:9: this YAML cannot be read: Missing closing quote.'],
    ["a: 'open", '1:9: this YAML cannot be read: Missing closing quote.'],
    [
      'settings: *gone',
      /^1:11: this YAML cannot be read: an alias without its anchor; put .* into quotes\.$/,
    ],
    ['modules:\n  __proto__: 1', '2:3: this YAML cannot be read: no key can be __proto__.'],
    ['settings: !secret x', /^1:11: this YAML cannot be read: Unresolved tag; put .* into quotes\.$/],
  ])('broken YAML: %j', (text, reason) => {
    const mistakes = mistakesIn(text);
    expect(mistakes).toHaveLength(1);
    if (typeof reason === 'string') expect(mistakes[0]).toBe(reason);
    else expect(mistakes[0]).toMatch(reason);
  });
});

describe('what two modules ask for', () => {
  const two = (a: string, b: string): string[] =>
    mistakesIn(`modules:\n  a:\n    ports: ['${a}']\n  b:\n    ports:\n      - stdio\n      - '${b}'\n`);

  test.each([
    ['pty:/tmp/x', 'pty:/tmp/../tmp/x', 'the link /tmp/x'],
    ['tcp-listen:3333', 'tcp-listen:127.0.0.1:3333,fork', 'TCP port 3333'],
    ['tcp-listen:localhost:3333', 'tcp-listen:3333', 'TCP port 3333'],
    ['tcp-listen:0.0.0.0:3333', 'tcp-listen:3333', 'TCP port 3333'],
    ['tcp-listen:3333', 'tcp-listen:[::]:3333', 'TCP port 3333'],
    ['tcp-listen:3333', 'ws-listen:3333/at', 'TCP port 3333'],
    ['serial:/dev/ttyUSB0,9600', 'serial:/dev/ttyUSB0', 'the device /dev/ttyUSB0'],
    ['unix-listen:/tmp/s,fork', 'unix-listen:/tmp/s', 'the socket /tmp/s'],
    ['stdio', 'stdio', 'standard input'],
  ])('%s and %s', (a, b, what) => {
    expect(two(a, b)).toContain(
      `${a === 'stdio' ? 6 : 7}: modules a and b both use ${what}; change one of the two.`,
    );
  });

  test.each([
    ['pty', 'pty'],
    ['pty:/tmp/x', 'pty:/tmp/y'],
    ['tcp-listen:0', 'tcp-listen:0'],
    ['tcp-listen:3333', 'tcp-listen:3334'],
    ['tcp-listen:127.0.0.2:3333', 'tcp-listen:3333'],
  ])('%s and %s go together', (a, b) => expect(two(a, b)).toEqual([]));

  test('the same flash directory, written in two ways', () => {
    const file = configFile(`modules:
  a:
    ports: [tcp-listen:0]
    flash: ./f
  b:
    ports: [tcp-listen:0]
    flash: x/../f/
`);
    const flash = join(dirname(file), 'f');
    expect(mistakesOf(file)).toEqual([
      `${file}:7: modules a and b both use the flash directory ${flash}; change one of the two.`,
    ]);
  });

  test('one module asks twice', () => {
    expect(mistakesIn('modules:\n  a:\n    ports: [tcp-listen:3333, tcp-listen:3333]')).toEqual([
      '3: module a uses TCP port 3333 twice; change one of the two.',
    ]);
  });
});

test('the file of the guide is right, and a mistake in it is told as the guide says', () => {
  const guide = readFileSync(new URL('../../docs/guides/configuration.md', import.meta.url), 'utf8');
  const [, text = ''] = /```yaml\n([\s\S]*?)```/.exec(guide) ?? [];
  expect(readConfigFile(configFile(text)).modules.map(({ name }) => name)).toEqual(['sensor', 'gateway']);
  const [, reason] = /^atmqtt: atmqtt\.yaml:(.*)$/m.exec(guide) ?? [];
  expect(mistakesIn(text.replace('links: 2', 'linkz: 2'))).toEqual([reason]);
});

test('all mistakes are found, in their order', () => {
  const text = `logLevel: loud
modules:
  a:
    ports: [tcp-listen:99999]
    settings: { linkz: 1, links: 7 }
  b:
    ports: [tcp-listen:4000, tcp-listen:4000]
`;
  expect(mistakesIn(text)).toEqual([
    '1: logLevel takes trace, debug, info, warn, error, silent.',
    expect.stringMatching(/^4: "tcp-listen:99999" has a port above 65535/),
    '5: modules.a.settings.links takes 1 to 5.',
    '5: there is no key "linkz" here; did you mean "links"?',
    '7: module b uses TCP port 4000 twice; change one of the two.',
  ]);
});

test.each([
  ['{ ssid: lab, password:hunter2 }', 'password…'],
  ['{ password=hunter2 }', 'password…'],
  ['{ password hunter2: x }', 'password…'],
  ['{ "": x }', ''],
  ['{ pässword: x }', 'pässword'],
])('a value that has become part of a key, %s, is not told', (wifi, shown) => {
  const [mistake = '', ...others] = mistakesIn(`settings:\n  wifi: ${wifi}`);
  expect(others).toEqual([]);
  expect(mistake).toContain(`2: there is no key "${shown}" here; did you mean "`);
  expect(mistake.endsWith('? A key ends with a colon and a space.')).toBe(shown.endsWith('…'));
});

test('no mistake shows a password, whatever is wrong with it', () => {
  const wrong = [
    '*hunter2',
    '!hunter2 x',
    '@hunter2',
    '`hunter2',
    '%hunter2',
    '"hunter2',
    "'hunter2",
    '&hunter2 *x',
  ];
  const also = [
    '[hunter2',
    '{hunter2',
    'hunter2: x',
    '"hunter2\\q"',
    '|hunter2',
    '>hunter2',
    '[hunter2]',
    '}hunter2',
  ];
  for (const value of [
    ...wrong,
    ...also,
    '"hunter2" hunter2',
    '- hunter2',
    '? hunter2',
    'hunter2'.repeat(20),
  ]) {
    const mistakes = mistakesIn(`settings:\n  wifi:\n    password: ${value}\n    ssid: lab\n`);
    expect(mistakes.join(), value).not.toContain('hunter2');
    expect(mistakes, value).not.toEqual([]);
  }
});
