import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readConfigFile } from '#config/file';
import { resolveConfiguration } from '#config/resolve';
import { configFile, mistakesIn } from './support.ts';

const FULL = `broker:
  tcp: 127.0.0.1:1883
  tls: 0
  ws: true
logLevel: warn
settings:
  wifi: { ssid: lab, password: '1234' }
modules:
  sensor:
    ports: [pty:/tmp/sensor, tcp-listen:3333]
    flash: ./flash/sensor
    settings:
      links: 2
      wifi:
        accessPoints:
          - { ssid: cafe }
  gateway:
    ports: ['tcp-listen:0,fork']
`;

test('a file is read with the line of each value', () => {
  const file = configFile(FULL);
  const source = readConfigFile(file);
  const at = (line: number, value: unknown) => ({ value, from: `${file}:${line}` });
  expect(source.logLevel).toEqual(at(5, 'warn'));
  expect(source.broker).toEqual({
    tcp: at(2, { host: '127.0.0.1', port: 1883, fallbackToFreePort: true }),
    tls: at(3, { host: '127.0.0.1', port: 0, fallbackToFreePort: false }),
    ws: at(4, { host: '127.0.0.1', port: 8083, fallbackToFreePort: true }),
  });
  expect([...source.settings]).toEqual([
    ['wifi.ssid', at(7, 'lab')],
    ['wifi.password', at(7, '1234')],
  ]);
  expect(source.modules).toEqual([
    {
      name: 'sensor',
      ports: at(10, ['pty:/tmp/sensor', 'tcp-listen:3333']),
      flash: at(11, join(dirname(file), 'flash', 'sensor')),
      settings: new Map([
        ['links', at(13, 2)],
        ['wifi.accessPoints', at(15, [{ ssid: 'cafe' }])],
      ]),
      faults: [],
    },
    { name: 'gateway', ports: at(18, ['tcp-listen:0,fork']), settings: new Map(), faults: [] },
  ]);
});

test('faults of the broker, of all modules and of one are read with their lines', () => {
  const text = `broker:
  tcp: 0
  faults:
    - broker.connack,code=3
faults: ['wifi.drop,after=5s']
modules:
  one:
    ports: [tcp-listen:0]
    faults:
      - { fault: uart.lose, rate: 0.5 }
`;
  const file = configFile(text);
  const { brokerFaults, faults, modules } = readConfigFile(file);
  const places = [brokerFaults, faults, modules[0]?.faults].map((list) =>
    list?.map(({ value: { name }, from }) => [name, from]),
  );
  expect(places).toEqual([
    [['broker.connack', `${file}:4`]],
    [['wifi.drop', `${file}:5`]],
    [['uart.lose', `${file}:10`]],
  ]);
});

test('faults of the embedded broker: not where there is none, and no others', async () => {
  const options = { port: [], set: [] };
  const file = configFile('broker:\n  faults: [broker.kick]\n');
  await expect(resolveConfiguration({ ...options, config: file }, {})).rejects.toThrow(
    `${file}:2 has the fault broker.kick for an embedded broker, but there is none`,
  );
  await expect(
    resolveConfiguration({ ...options, config: file, broker: '127.0.0.1:0' }, {}),
  ).resolves.toBeDefined();
  await expect(resolveConfiguration({ ...options, brokerFault: ['broker.kick'] }, {})).rejects.toThrow(
    'option --broker-fault has the fault broker.kick for an embedded broker, but there is none',
  );
  const other = configFile('broker:\n  tcp: true\n  faults: [wifi.drop]\n');
  for (const wrong of [{ config: other }, { broker: '127.0.0.1:0', brokerFault: ['wifi.drop'] }]) {
    await expect(resolveConfiguration({ ...options, ...wrong }, {})).rejects.toThrow(
      'the fault wifi.drop cannot act here, only those of broker',
    );
  }
});

test.each([
  ['', 'an empty file'],
  ['# nothing yet\n', 'a comment'],
  ['---\n', 'a document of nothing'],
  ['{}', 'no keys'],
])('%j says nothing: %s', (text) => {
  expect(readConfigFile(configFile(text))).toMatchObject({ broker: {}, modules: [] });
});

test('aliases and merge keys are followed, to the line where the value is', () => {
  const text = `modules:
  one: &one
    ports: [tcp-listen:0]
    settings: &common
      links: 2
      clock: host
  two:
    <<: *one
    settings:
      <<: *common
      links: 3
  three:
    ports: [tcp-listen:0]
    settings: *common
  four:
    ports: [tcp-listen:0]
    settings:
      <<: [*common]
`;
  const file = configFile(text);
  const modules = readConfigFile(file).modules.map(({ ports, settings }) => [
    ports?.from,
    settings.get('links'),
    settings.get('clock'),
  ]);
  const host = { value: 'host', from: `${file}:6` };
  const two = { value: 2, from: `${file}:5` };
  expect(modules).toEqual([
    [`${file}:3`, two, host],
    [`${file}:3`, { value: 3, from: `${file}:11` }, host],
    [`${file}:13`, two, host],
    [`${file}:16`, two, host],
  ]);
});

describe('what cannot be read is one sentence', () => {
  test('a file that is not there', () => {
    expect(() => readConfigFile('/nowhere/atmqtt.yaml')).toThrow(
      /^There is no settings file \/nowhere\/atmqtt.yaml; .*\.$/,
    );
  });

  test('a folder', () => {
    expect(() => readConfigFile(dirname(configFile('')))).toThrow(/cannot be read: EISDIR: .*\.$/);
  });

  test('more than 1 MiB', () => {
    expect(() => readConfigFile(configFile(`#${'x'.repeat(1_048_576)}`))).toThrow(
      /cannot be read: it is larger than 1 MiB\.$/,
    );
    expect(readConfigFile(configFile(`#${'x'.repeat(1_048_575)}`)).modules).toEqual([]);
  });

  test('bytes that are no text', () => {
    expect(() => readConfigFile(configFile(Uint8Array.of(0x61, 0xff)))).toThrow(/it is not text in UTF-8\.$/);
  });

  test('the first mistake, when it is read for a run', () => {
    const file = configFile('logLevel: loud\nx: 1');
    const reason = `${file}:1: logLevel takes trace, debug, info, warn, error, silent.`;
    expect(() => readConfigFile(file)).toThrow(
      expect.objectContaining({ name: 'ConfigFileError', code: 'USAGE', message: reason }),
    );
  });

  test.each([
    ['nested without end', '['.repeat(20_000)],
    ['nested mappings', '{a: '.repeat(5000)],
    ['nested block sequences', '- '.repeat(5000)],
    ['aliases of aliases', aliasBomb()],
    ['an alias before its anchor', 'settings: *a\nlogLevel: &a warn'],
  ])('%s', (_name, text) => {
    for (const mistake of mistakesIn(text))
      expect(mistake).toMatch(/^\d+(:\d+)?: this YAML cannot be read.*\.$/);
    expect(mistakesIn(text)).not.toEqual([]);
  });
});

test('the place is told where it is nested too deeply', () => {
  const deep = (levels: number): string => `settings: ${'['.repeat(levels)}${']'.repeat(levels)}`;
  const reason = '1:110: this YAML cannot be read: it is nested more than 100 levels deep.';
  expect(mistakesIn(deep(99)).join()).not.toContain('levels deep');
  expect(mistakesIn(deep(1000))).toEqual([reason]);
});

function aliasBomb(): string {
  const rows = Array.from({ length: 9 }, (_, row) => `  - &a${row + 1} [${`*a${row}, `.repeat(9)}]`);
  return `settings:\n  - &a0 x\n${rows.join('\n')}\n`;
}

test('any text is read or told to be wrong, without a failure of our own', () => {
  const piece = fc.constantFrom(
    'modules',
    'settings',
    'a',
    ':',
    ' ',
    '\n',
    '  ',
    '-',
    '[',
    ']',
    '{',
    '}',
    '&a',
    '*a',
    '<<',
    '"',
    '!',
    '1',
    'ports',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      for (const mistake of mistakesIn(pieces.join(''))) expect(mistake).toMatch(/^\d+(:\d+)?: .*[.?]$/s);
    }),
    { numRuns: 300 },
  );
});
