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
])('editors find the mistake in %j', (text) => {
  expect(takes(text)).toBe(false);
});
