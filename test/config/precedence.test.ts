import { describe, expect, test } from 'vitest';
import type { Environment } from '#config/environment';
import type { PlanOptions } from '#config/plan-options';
import { type Configuration, resolveConfiguration } from '#config/resolve';
import { configFile } from './support.ts';

const NOTHING: PlanOptions = { port: [], set: [] };

/** A value that every source can give, and how each of them does. */
interface Subject {
  readonly what: string;
  readonly option: Partial<PlanOptions>;
  readonly environment: Environment;
  /** Lines of a file with a single module, and the line of the value. */
  readonly file: string;
  readonly line: number;
  readonly found: (configuration: Configuration) => { value: unknown; from: string | undefined };
  /** By source: the value there, and what a person reads of where it came from. */
  readonly values: Readonly<Record<'option' | 'environment' | 'file' | 'default', unknown>>;
  readonly names: readonly [option: string, variable: string];
}

const MODULE = 'modules:\n  a:\n    ports: [tcp-listen:3]\n';
const setting = (name: string) => (configuration: Configuration) => {
  const [module] = configuration.modules;
  const at = name
    .split('.')
    .reduce<unknown>((value, key) => Reflect.get(Object(value), key), module?.settings);
  return { value: at, from: module?.sources.get(name)?.from ?? 'default' };
};

const SUBJECTS: readonly Subject[] = [
  {
    what: 'a setting',
    option: { set: ['links=4'] },
    environment: { ATMQTT_LINKS: '3' },
    file: `${MODULE}    settings: { links: 2 }`,
    line: 4,
    found: setting('links'),
    values: { option: 4, environment: 3, file: 2, default: 1 },
    names: ['--set', 'ATMQTT_LINKS'],
  },
  {
    what: 'a setting for every module',
    option: { set: ['wifi.ssid=o'] },
    environment: { ATMQTT_WIFI_SSID: 'e' },
    file: 'settings:\n  wifi: { ssid: f }',
    line: 2,
    found: setting('wifi.ssid'),
    values: { option: 'o', environment: 'e', file: 'f', default: '' },
    names: ['--set', 'ATMQTT_WIFI_SSID'],
  },
  {
    what: 'the log level',
    option: { logLevel: 'error' },
    environment: { ATMQTT_LOG_LEVEL: 'warn' },
    file: 'logLevel: debug',
    line: 1,
    found: ({ logLevel }) => logLevel,
    values: { option: 'error', environment: 'warn', file: 'debug', default: 'info' },
    names: ['--log-level', 'ATMQTT_LOG_LEVEL'],
  },
  {
    what: 'the allowed origins',
    option: { allowOrigin: ['https://O.example/'] },
    environment: { ATMQTT_ALLOWED_ORIGINS: ' https://e.example  null ' },
    file: 'allowedOrigins: [https://f.example]',
    line: 1,
    found: ({ allowedOrigins }) => allowedOrigins,
    values: {
      option: ['https://o.example'],
      environment: ['https://e.example', 'null'],
      file: ['https://f.example'],
      default: [],
    },
    names: ['--allow-origin', 'ATMQTT_ALLOWED_ORIGINS'],
  },
  {
    what: 'the address of the metrics',
    option: { metrics: '1' },
    environment: { ATMQTT_METRICS: ' [::1]:2 ' },
    file: 'metrics: 0.0.0.0:3',
    line: 1,
    found: ({ metrics }) => metrics,
    values: {
      option: { host: '127.0.0.1', port: 1 },
      environment: { host: '::1', port: 2 },
      file: { host: '0.0.0.0', port: 3 },
      default: undefined,
    },
    names: ['--metrics', 'ATMQTT_METRICS'],
  },
  {
    what: 'the address of the page',
    option: { web: '1' },
    environment: { ATMQTT_WEB: ' [::1]:2 ' },
    file: 'web: 0.0.0.0:3',
    line: 1,
    found: ({ web }) => web,
    values: {
      option: { host: '127.0.0.1', port: 1, fallbackToFreePort: false },
      environment: { host: '::1', port: 2, fallbackToFreePort: false },
      file: { host: '0.0.0.0', port: 3, fallbackToFreePort: false },
      default: undefined,
    },
    names: ['--web', 'ATMQTT_WEB'],
  },
  {
    what: 'the ports',
    option: { port: ['tcp-listen:1'] },
    environment: { ATMQTT_PORTS: 'tcp-listen:2' },
    file: MODULE,
    line: 3,
    found: ({ modules }) => modules[0]?.ports ?? { value: undefined, from: undefined },
    values: {
      option: ['tcp-listen:1'],
      environment: ['tcp-listen:2'],
      file: ['tcp-listen:3'],
      default: ['pty:/tmp/atmqtt0', 'tcp-listen:127.0.0.1:3333'],
    },
    names: ['--port', 'ATMQTT_PORTS'],
  },
  {
    what: 'the flash directory',
    option: { flash: 'o' },
    environment: { ATMQTT_FLASH: 'e' },
    file: `${MODULE}    flash: /f`,
    line: 4,
    found: ({ modules }) => modules[0]?.flash ?? { value: undefined, from: undefined },
    values: { option: 'o', environment: 'e', file: '/f', default: undefined },
    names: ['--flash', 'ATMQTT_FLASH'],
  },
  {
    what: 'a listener of the broker',
    option: { brokerTls: '1' },
    environment: { ATMQTT_BROKER_TLS: '2' },
    file: 'broker: { tls: 3 }',
    line: 1,
    found: ({ broker }) => ({ value: broker.tls?.value.port, from: broker.tls?.from ?? 'default' }),
    values: { option: 1, environment: 2, file: 3, default: undefined },
    names: ['--broker-tls', 'ATMQTT_BROKER_TLS'],
  },
];

const SOURCES = ['option', 'environment', 'file', 'default'] as const;
const PAIRS = SOURCES.flatMap((first, index) =>
  SOURCES.slice(index + 1).map((second) => [first, second] as const),
);

describe.each(SUBJECTS)('$what', (subject) => {
  test.each(PAIRS)('by %s counts before that by %s', async (first, second) => {
    const given = (source: string): boolean => source === first || source === second;
    const file = given('file') ? configFile(subject.file) : undefined;
    const configuration = await resolveConfiguration(
      {
        ...NOTHING,
        ...(given('option') ? subject.option : {}),
        ...(file === undefined ? {} : { config: file }),
      },
      given('environment') ? subject.environment : {},
    );
    const [option, variable] = subject.names;
    const from = {
      option: `option ${option}`,
      environment: `environment ${variable}`,
      file: `${file}:${subject.line}`,
      default: 'default',
    };
    expect(subject.found(configuration)).toEqual({ value: subject.values[first], from: from[first] });
  });
});

test('settings of a module count before those for every module, leaf by leaf', async () => {
  const file = configFile(`settings:
  links: 2
  wifi: { ssid: lab, password: '1234' }
modules:
  a:
    ports: [tcp-listen:0]
    settings:
      wifi: { ssid: own }
  b:
    ports: [tcp-listen:0]
`);
  const { modules } = await resolveConfiguration(
    { ...NOTHING, config: file },
    { ATMQTT_WIFI_AUTOJOIN: 'false' },
  );
  const wifi = { password: '1234', autojoin: false };
  expect(modules.map(({ name, settings }) => [name, settings])).toEqual([
    ['a', expect.objectContaining({ links: 2, wifi: expect.objectContaining({ ...wifi, ssid: 'own' }) })],
    ['b', expect.objectContaining({ links: 2, wifi: expect.objectContaining({ ...wifi, ssid: 'lab' }) })],
  ]);
});

test('--config counts before ATMQTT_CONFIG, which is then not even read', async () => {
  const file = configFile('logLevel: warn');
  const named = configFile('logLevel: error');
  const level = async (options: PlanOptions, ATMQTT_CONFIG: string) =>
    (await resolveConfiguration(options, { ATMQTT_CONFIG })).logLevel;
  expect(await level(NOTHING, named)).toEqual({ value: 'error', from: `${named}:1` });
  expect(await level({ ...NOTHING, config: file }, '/nowhere')).toEqual({ value: 'warn', from: `${file}:1` });
});

test('--try-tls opens the listeners that nobody else has spoken of', async () => {
  const file = configFile('broker: { ws: 8000 }');
  const options: PlanOptions = { ...NOTHING, config: file, tryTls: true, broker: '0' };
  const { broker } = await resolveConfiguration(options, { ATMQTT_BROKER_TLS: '8800' });
  expect(Object.entries(broker).map(([kind, { value, from }]) => [kind, value.port, from])).toEqual([
    ['tcp', 0, 'option --broker'],
    ['tls', 8800, 'environment ATMQTT_BROKER_TLS'],
    ['ws', 8000, `${file}:1`],
    ['wss', 8084, 'option --try-tls'],
  ]);
});

describe('with several modules in the file', () => {
  const TWO = 'modules:\n  a: { ports: [tcp-listen:0] }\n  b: { ports: [tcp-listen:0] }\n';

  test.each<[string, Partial<PlanOptions>, Environment, string]>([
    [
      '--port',
      { port: ['stdio'] },
      {},
      '--port is for a single module, but FILE has 2; give each its own ports in the file.',
    ],
    [
      'ATMQTT_PORTS',
      {},
      { ATMQTT_PORTS: 'stdio' },
      'ATMQTT_PORTS is for a single module, but FILE has 2; give each its own ports in the file.',
    ],
    [
      '--flash',
      { flash: 'x' },
      {},
      '--flash is for a single module, but FILE has 2; give each its own flash directory in the file.',
    ],
    [
      'ATMQTT_FLASH',
      {},
      { ATMQTT_FLASH: 'x' },
      'ATMQTT_FLASH is for a single module, but FILE has 2; give each its own flash directory in the file.',
    ],
  ])('%s is refused', async (_name, options, environment, reason) => {
    const config = configFile(TWO);
    await expect(resolveConfiguration({ ...NOTHING, ...options, config }, environment)).rejects.toThrow(
      expect.objectContaining({ name: 'UsageError', message: reason.replace('FILE', config) }),
    );
  });

  test('--set is for all of them', async () => {
    const { modules } = await resolveConfiguration(
      { ...NOTHING, set: ['links=3'], config: configFile(TWO) },
      {},
    );
    expect(modules.map(({ name, settings }) => [name, settings.links])).toEqual([
      ['a', 3],
      ['b', 3],
    ]);
  });
});

test('a file without modules has the one that there is without a file', async () => {
  const { modules } = await resolveConfiguration(
    { ...NOTHING, config: configFile('settings: { links: 2 }') },
    {},
  );
  expect(modules).toMatchObject([{ name: 'module0', ports: { from: 'default' }, settings: { links: 2 } }]);
});
