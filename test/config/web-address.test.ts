import { expect, test } from 'vitest';
import type { PlanOptions } from '#config/plan-options';
import { type Configuration, resolveConfiguration } from '#config/resolve';
import { valuesInEffect } from '#config/values-in-effect';
import { configFile } from './support.ts';

const resolve = (options: Partial<PlanOptions>, environment = {}): Promise<Configuration> =>
  resolveConfiguration({ port: [], set: [], ...options }, environment);

const USUAL = { host: '127.0.0.1', port: 9338, fallbackToFreePort: true };
const at = (port: number, host = '127.0.0.1') => ({ host, port, fallbackToFreePort: false });

test.each<[string, Partial<PlanOptions>, object, string, string]>([
  ['--web alone', { web: true }, USUAL, 'option --web', 'option --web'],
  ['--web with an address', { web: '[::1]:80' }, at(80, '::1'), 'option --web', 'option --web'],
  ['--open alone', { open: true }, USUAL, 'option --open', 'option --open'],
  ['--open with --web', { open: true, web: '80' }, at(80), 'option --web', 'option --web'],
  [
    '--web at the address of --control',
    { web: true, control: '80' },
    at(80),
    'option --web',
    'option --control',
  ],
  ['--control at that of --web', { web: '80', control: true }, at(80), 'option --web', 'option --control'],
  ['both at the same', { web: '127.0.0.1:80', control: '80' }, at(80), 'option --web', 'option --control'],
  ['neither with one', { web: true, control: true }, USUAL, 'option --web', 'option --control'],
])('%s: the page is where the control plane is', async (_, options, value, web, control) => {
  const configuration = await resolve(options);
  expect(configuration.web).toEqual({ value, from: web });
  expect(configuration.control).toEqual({ value, from: control });
});

test('--open takes the address of the settings file', async () => {
  const config = configFile('web: 0.0.0.0:81');
  expect((await resolve({ open: true, config })).web).toEqual({
    value: at(81, '0.0.0.0'),
    from: `${config}:1`,
  });
});

test('a control plane alone has no page', async () => {
  expect((await resolve({ control: true })).web).toEqual({ value: undefined, from: 'default' });
});

test.each<[string, Partial<PlanOptions>, Record<string, string>, string, object]>([
  [
    'at another address',
    { web: '127.0.0.1:80', control: '81' },
    {},
    'config.webElsewhere',
    { page: '127.0.0.1:80', web: 'option --web', plane: '127.0.0.1:81', control: 'option --control' },
  ],
  [
    'at another one of the environment',
    { web: '0.0.0.0:80' },
    { ATMQTT_CONTROL: '80' },
    'config.webElsewhere',
    {
      page: '0.0.0.0:80',
      web: 'option --web',
      plane: '127.0.0.1:80',
      control: 'environment ATMQTT_CONTROL',
    },
  ],
  [
    'at a socket',
    { web: true, control: 'unix:/x' },
    {},
    'config.webOnSocket',
    { web: 'option --web', path: '/x', control: 'option --control' },
  ],
])('a control plane %s is refused', async (_, options, environment, key, params) => {
  await expect(resolve(options, environment)).rejects.toMatchObject({ reason: { key, params } });
});

test.each(['nonsense', '127.0.0.1', '70000', 'unix:/x'])('the page is not at %j', async (web) => {
  await expect(resolve({ web })).rejects.toMatchObject({
    reason: { key: 'config.takesAddress', params: { name: '--web', typed: web } },
  });
  const config = configFile(`web: ${JSON.stringify(web)}`);
  await expect(resolve({ config })).rejects.toThrow('web takes HOST:PORT');
});

test('it is among the values in effect', async () => {
  const shown = valuesInEffect(await resolve({ web: true }));
  expect(shown.filter(({ name }) => ['control', 'web'].includes(name))).toEqual([
    { name: 'control', value: '127.0.0.1:9338', from: 'option --web' },
    { name: 'web', value: '127.0.0.1:9338', from: 'option --web' },
  ]);
  expect(valuesInEffect(await resolve({}))).toContainEqual({ name: 'web', value: null, from: 'default' });
});
