import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BUILT_IN_NAMESPACES,
  createMemoryManufacturing,
  type ManufacturingStore,
  type ManufacturingValue,
} from '#module/flash/manufacturing';
import { openManufacturingDirectory } from '#node/flash/manufacturing-directory';
import { folder } from '../../support/folder.ts';
import { anyName, anyValue } from './arbitrary.ts';

const text = (value: string): ManufacturingValue => ({ type: 7, value: Buffer.from(value) });

const STORES: Record<string, () => ManufacturingStore> = {
  memory: createMemoryManufacturing,
  directory: () => openManufacturingDirectory(folder()),
};

describe.each(Object.entries(STORES))('a manufacturing store in %s', (_, open) => {
  test('the built-in namespaces that hold a key come first, in their order', () => {
    const store = open();
    expect(store.namespaces()).toEqual([]);
    expect(store.keys('mqtt_ca')).toEqual([]);
    for (const name of ['a', ...BUILT_IN_NAMESPACES.toReversed()]) store.write(name, 'k', text('1'));
    expect(store.namespaces()).toEqual([...BUILT_IN_NAMESPACES, 'a']);
    expect(store.namespaces().slice(7, 10)).toEqual(['mqtt_cert', 'mqtt_key', 'mqtt_ca']);
  });

  test('a custom namespace comes with its first key and goes with its last', () => {
    const store = open();
    store.write('zebra', 'k', text('1'));
    store.write('Apple', 'k', text('1'));
    store.write('apple', 'a', text('1'));
    store.write('apple', 'b', text('2'));
    expect(store.namespaces()).toEqual(['Apple', 'apple', 'zebra']);
    store.erase('apple', 'a');
    expect(store.namespaces()).toContain('apple');
    store.erase('apple', 'b');
    expect(store.namespaces()).toEqual(['Apple', 'zebra']);
  });

  test('keys are listed by name with their types', () => {
    const store = open();
    store.write('factory_param', 'uart_port', { type: 2, value: -1 });
    store.write('factory_param', 'module_name', text('MINI-1'));
    store.write('factory_param', 'a', { type: 8, value: Buffer.from([0, 255]) });
    expect(store.keys('factory_param')).toEqual([
      { key: 'a', type: 8 },
      { key: 'module_name', type: 7 },
      { key: 'uart_port', type: 2 },
    ]);
  });

  test('writing replaces, also with another type', () => {
    const store = open();
    const values: ManufacturingValue[] = [
      text('one'),
      { type: 8, value: Buffer.from('-----BEGIN CERTIFICATE-----\n') },
      text('-----BEGIN CERTIFICATE-----\n'),
      { type: 8, value: Buffer.from([0]) },
      { type: 5, value: 4_294_967_295 },
      { type: 6, value: -2_147_483_648 },
      text(''),
    ];
    for (const value of values) {
      store.write('mqtt_ca', 'k', value);
      expect(store.read('mqtt_ca', 'k')).toEqual(value);
      expect(store.keys('mqtt_ca')).toEqual([{ key: 'k', type: value.type }]);
    }
  });

  test('erasing takes a key, a namespace or everything, and nothing else', () => {
    const store = open();
    const fill = (): void => {
      for (const namespace of ['mqtt_ca', 'custom'])
        for (const key of ['a', 'b']) store.write(namespace, key, text(key));
    };
    fill();
    store.erase('mqtt_ca', 'a');
    expect(store.keys('mqtt_ca')).toEqual([{ key: 'b', type: 7 }]);
    store.erase('custom');
    expect(store.keys('custom')).toEqual([]);
    expect(store.read('mqtt_ca', 'b')).toEqual(text('b'));
    fill();
    store.erase();
    expect(store.namespaces()).toEqual([]);
    expect(store.keys('mqtt_ca')).toEqual([]);
  });

  test('what is not there is undefined, and erasing it is no error', () => {
    const store = open();
    for (const name of ['', 'nothing', '..', 'far_too_long_a_name', '你好']) {
      expect(store.read(name, 'k')).toBeUndefined();
      expect(store.read('mqtt_ca', name)).toBeUndefined();
      expect(store.keys(name)).toEqual([]);
      store.erase(name);
      store.erase('mqtt_ca', name);
    }
  });

  test('a stored value does not follow the buffer it came from', () => {
    const store = open();
    const bytes = Buffer.from('before');
    store.write('mqtt_ca', 'k', { type: 8, value: bytes });
    bytes.fill('x');
    const read = store.read('mqtt_ca', 'k');
    if (Buffer.isBuffer(read?.value)) read.value.fill('y');
    expect(store.read('mqtt_ca', 'k')).toEqual({ type: 8, value: Buffer.from('before') });
  });

  test.each<[string, string, ManufacturingValue, RegExp]>([
    ['', 'k', text('x'), /"" is not a valid NVS name/],
    ['mqtt_ca', 'x'.repeat(16), text('x'), /1 to 15 bytes/],
    ['mqtt_ca', 'a\0b', text('x'), /without NUL/],
    ['你好', 'k', text('x'), /is not a valid NVS name/],
    ['mqtt_ca', 'k', { type: 1, value: 256 }, /A u8 holds 0 to 255, but "mqtt_ca\/k" has 256/],
    ['mqtt_ca', 'k', { type: 4, value: -32_769 }, /A i16 holds -32768 to 32767/],
    ['mqtt_ca', 'k', { type: 5, value: 1.5 }, /has 1\.5/],
    [
      'mqtt_ca',
      'k',
      { type: 7, value: Buffer.alloc(4000) },
      /A string holds at most 3999 bytes, but "mqtt_ca\/k" has 4000/,
    ],
    ['mqtt_ca', 'k', { type: 8, value: Buffer.alloc(508_001) }, /A binary holds at most 508000 bytes/],
  ])('%j %j cannot be written', (namespace, key, value, message) => {
    const store = open();
    expect(() => store.write(namespace, key, value)).toThrow(message);
    expect(store.namespaces()).toEqual([]);
    expect(store.keys('mqtt_ca')).toEqual([]);
  });

  test('it behaves as a map of maps, whatever the names and values', () => {
    const write = fc.record({ namespace: anyName, key: anyName, value: anyValue() });
    const erase = fc.oneof(
      fc.record({ namespace: anyName, key: fc.option(anyName) }),
      fc.record({ namespace: fc.constant(null), key: fc.constant(null) }),
    );
    const steps = fc.array(fc.oneof({ weight: 3, arbitrary: write }, erase), { maxLength: 12 });
    fc.assert(
      fc.property(steps, (sequence) => {
        const store = open();
        const model = new Map<string, { namespace: string; key: string; value: ManufacturingValue }>();
        for (const step of sequence) {
          if ('value' in step) {
            store.write(step.namespace, step.key, step.value);
            model.set(`${step.namespace}\0${step.key}`, step);
            continue;
          }
          store.erase(step.namespace ?? undefined, step.key ?? undefined);
          for (const [id, { namespace, key }] of model) {
            const hit =
              step.namespace === null || (namespace === step.namespace && (step.key ?? key) === key);
            if (hit) model.delete(id);
          }
        }
        const stored = store.namespaces().flatMap((namespace) =>
          store.keys(namespace).map(({ key, type }) => {
            const value = store.read(namespace, key);
            expect(value?.type).toBe(type);
            return { namespace, key, value };
          }),
        );
        const byId = (
          a: { namespace: string; key: string },
          b: { namespace: string; key: string },
        ): number => (`${a.namespace}\0${a.key}` < `${b.namespace}\0${b.key}` ? -1 : 1);
        expect(stored.sort(byId)).toEqual([...model.values()].sort(byId));
      }),
      { numRuns: 60 },
    );
  });
});
