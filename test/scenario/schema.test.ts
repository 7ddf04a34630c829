import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { readYaml } from '#config/yaml';
import { readyFile, readyNames } from '#scenario/find-scenario';
import { scenarioJsonSchema } from '#scenario/schema';

const validate = new Ajv({ strict: false, formats: { uuid: true } }).compile(scenarioJsonSchema());
const takes = (text: string): boolean => validate(readYaml(text).value) as boolean;

test.each(readyNames())('editors find no mistake in %s', (name) => {
  expect(takes(readFileSync(readyFile(name), 'utf8')) || validate.errors).toBe(true);
});

test.each([
  'steps: []',
  'steps: [{att: AT}]',
  'steps: [{at: AT, timeout: 5}]',
  'steps: [{wait: 2}]',
  'steps: [{repeat: {times: 2, steps: [{publish: {}}]}}]',
  'steps: [AT]\ntopic: t',
  'steps: [{fault: wifi.dropp}]',
  'steps: [{fault: wifi.drop, fro: 2s}]',
  'steps: [{fault: {remove: wifi.dropp}}]',
])('editors find the mistake in %j', (text) => {
  expect(takes(text)).toBe(false);
});

test('editors take a fault in each of its forms', () => {
  for (const form of [
    'wifi.drop',
    '"wifi.drop,for=2s"',
    '{name: wifi.drop, for: 2s}',
    '{remove: wifi.drop}',
  ]) {
    expect([form, takes(`steps: [{fault: ${form}}]`)]).toEqual([form, true]);
  }
  expect(takes('steps: [{fault: wifi.drop, for: 2s}]')).toBe(true);
});
