import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { fileJsonSchema } from '#config/file-schema';
import { listSettings } from '#module/settings/list';
import { configFile, mistakesOf } from './support.ts';

const validate = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true }).compile(fileJsonSchema());

/** The schema of a member, following the path of keys. */
function schemaOf(path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => Reflect.get(Object(at), key), fileJsonSchema());
}

test('the shipped schema is the one that the code makes', () => {
  const shipped = readFileSync(new URL('../../schema/atmqtt.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(shipped)).toEqual(fileJsonSchema());
});

test('every setting has its description there, for every module and for one', () => {
  for (const where of [['properties'], ['properties', 'modules', 'additionalProperties', 'properties']]) {
    for (const { name, about } of listSettings()) {
      const path = name.split('.').flatMap((part) => ['properties', part]);
      expect(schemaOf([...where, 'settings', ...path]), name).toMatchObject({ description: about });
    }
  }
});

describe('the schema and our own check agree', () => {
  const module = (text: string): string => `modules:\n  a:\n    ports: [tcp-listen:0]\n${text}`;

  test.each([
    '{}',
    'logLevel: silent',
    'broker: { tcp: 1883, tls: "0.0.0.0:8883", ws: true }',
    'broker: { tcp: "[::1]:0" }',
    'settings: { links: 5, terminator: any, wifi: { accessPoints: [{ ssid: a, rssi: -60 }] } }',
    module('    flash: x\n    settings: { quotePort: false }'),
    'settings: { latency: wifi }',
    'settings: { latency: { base: poor, broker: 120, seed: 7 } }',
    module('    settings: { latency: { join: 250 } }'),
    'modules: {}',
    'modules: { a-1.b_c: { ports: [stdio] } }',
  ])('%s is right', (text) => {
    expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
    expect(mistakesOf(configFile(text))).toEqual([]);
  });

  test.each([
    'module: {}',
    'logLevel: loud',
    'broker: { tcp: 65536 }',
    'broker: { tcp: -1 }',
    'broker: { tcp: false }',
    'broker: { mqtt: 1 }',
    'settings: { links: 6 }',
    'settings: { links: 1.5 }',
    'settings: { links: "2" }',
    'settings: { linkz: 2 }',
    'settings: { terminator: nl }',
    'settings: { wifi: { ssid: 7 } }',
    'settings: { latency: wlan }',
    'settings: { latency: 7 }',
    'settings: { latency: [wifi] }',
    'settings: { latency: { base: wlan } }',
    'settings: { latency: { broker: 0.5 } }',
    'settings: { latency: { brocker: 1 } }',
    'settings: { wifi: { accessPoints: [{ channel: 1 }] } }',
    'settings: { wifi: { accessPoints: [{ ssid: a, channel: 15 }] } }',
    'settings:',
    'modules: []',
    'modules: { a: {} }',
    'modules: { a: { ports: [] } }',
    'modules: { a: { ports: pty } }',
    'modules: { a: { ports: [1] } }',
    'modules: { 1a: { ports: [stdio] } }',
    'modules: { "a b": { ports: [stdio] } }',
    module('    flash: ""'),
    module('    baud: 9600'),
    '- a',
  ])('%s is wrong', (text) => {
    expect(validate(parse(text))).toBe(false);
    expect(mistakesOf(configFile(text))).not.toEqual([]);
  });
});
