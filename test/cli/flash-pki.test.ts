import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportFlash, importFlash } from '#cli/flash';
import { AtmqttError } from '#errors/atmqtt-error';
import { type Message, textOf } from '#messages/message';
import type { ManufacturingStore } from '#module/flash/manufacturing';
import { openFlashDirectory } from '#node/flash/directory';
import { makeBadFiles } from '../support/bad-files.ts';
import { selfSignedServer } from '../support/certificates.ts';
import { folder } from '../support/folder.ts';
import { messagesWithin } from '../support/messages-within.ts';
import { needs } from '../support/needs.ts';

const made = await makeBadFiles();
const second = await selfSignedServer({ name: 'second' });

type Item = readonly [kind: number, id: number, content: Buffer | string];

/** An image as AtPKI.py makes it, put together here by its published layout. */
function packed(...items: readonly Item[]): Buffer {
  const body = Buffer.concat(
    items.map(([kind, id, content]) => {
      const file = Buffer.from(content);
      const head = Buffer.from([kind, id, file.length & 0xff, file.length >> 8]);
      return Buffer.concat([head, file, Buffer.alloc((4 - (file.length % 4)) % 4, 0xff)]);
    }),
  );
  const head = Buffer.alloc(8);
  head.writeUInt16LE(0xf1f1, 0);
  head.writeUInt16LE(items.length, 2);
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

/** Imports a file of this name. @returns what was printed, and the store */
function imported(name: string, content: Buffer | string, partition?: string) {
  const flash = join(folder(), 'flash');
  const file = join(folder(), name);
  writeFileSync(file, content, { mode: 0o600 });
  const lines: string[] = [];
  const options = { flash, ...(partition === undefined ? {} : { partition }) };
  importFlash(file, options, (line) => lines.push(line));
  return { lines, store: openFlashDirectory(flash).manufacturing, flash, file };
}

/** The message of an import that is refused, and that nothing was imported. */
function refused(
  name: string,
  content: Buffer | string,
  partition?: string,
): { reason: Message; file: string } {
  const flash = join(folder(), 'flash');
  const file = join(folder(), name);
  writeFileSync(file, content, { mode: 0o600 });
  try {
    importFlash(file, { flash, ...(partition === undefined ? {} : { partition }) }, () => {});
  } catch (error) {
    if (!(error instanceof AtmqttError)) throw error;
    expect(existsSync(flash)).toBe(false);
    expect(error.message).not.toMatch(/error:|routines|OSSL|undefined/);
    return { reason: error.reason, file };
  }
  throw new Error('it was imported');
}

function read(store: ManufacturingStore, namespace: string, key = namespace): string | undefined {
  const value = store.read(namespace, key)?.value;
  return value === undefined ? undefined : Buffer.from(value as Uint8Array).toString('latin1');
}

describe('an image of AtPKI.py', () => {
  test('is imported into the partition that it is named for, and told', () => {
    const { lines, store, flash } = imported('mqtt_ca.bin', packed([1, 0, made.authority.cert]));
    expect(read(store, 'mqtt_ca')).toBe(made.authority.cert);
    expect(readFileSync(join(flash, 'mfg/mqtt_ca/mqtt_ca.pem'), 'utf8')).toBe(made.authority.cert);
    expect(lines).toEqual([
      'mqtt_ca',
      `  mqtt_ca          binary  ${made.authority.cert.length} bytes`,
      '    subject CN=bench CA',
      '    issuer  CN=bench CA',
      expect.stringMatching(/^ {4}valid {3}20/),
      `1 value in 1 namespace imported into ${flash}`,
    ]);
  });

  test('may hold a second set', () => {
    const { store } = imported('mqtt_cert.bin', packed([2, 0, made.client.cert], [2, 1, second.cert]));
    expect(read(store, 'mqtt_cert')).toBe(made.client.cert);
    expect(read(store, 'mqtt_cert', 'mqtt_cert.1')).toBe(second.cert);
  });

  test('of a client or a server has the keys that genuine modules give them', () => {
    const { store } = imported('client_key.bin', packed([3, 0, made.client.key], [3, 1, second.key]));
    expect(store.keys('client_key').map(({ key }) => key)).toEqual(['client_key.0', 'client_key.1']);
  });

  test('goes where --partition says, whatever it is called', () => {
    const { store } = imported('PKI.bin', packed([3, 0, made.client.key]), 'mqtt_key');
    expect(read(store, 'mqtt_key')).toBe(made.client.key);
  });

  test('may be a whole partition that was read from a module', () => {
    const image = Buffer.concat([packed([1, 0, made.authority.cert]), Buffer.alloc(4096, 0xff)]);
    expect(read(imported('mqtt_ca.bin', image).store, 'mqtt_ca')).toBe(made.authority.cert);
  });

  test('replaces what is stored under its keys and leaves others', () => {
    const first = imported('mqtt_ca.bin', packed([1, 0, made.authority.cert], [1, 1, second.cert]));
    writeFileSync(first.file, packed([1, 0, second.cert]));
    importFlash(first.file, { flash: first.flash }, () => {});
    const { manufacturing } = openFlashDirectory(first.flash);
    expect(read(manufacturing, 'mqtt_ca')).toBe(second.cert);
    expect(read(manufacturing, 'mqtt_ca', 'mqtt_ca.1')).toBe(second.cert);
  });

  test('with a key that others can read is warned of', needs('Unix'), () => {
    const { file, flash } = imported('mqtt_key.bin', packed([3, 0, made.client.key]));
    chmodSync(file, 0o644);
    const warnings: Message[] = [];
    importFlash(
      file,
      { flash },
      () => {},
      (warning) => warnings.push(warning),
    );
    expect(warnings).toMatchObject([{ key: 'files.exposed', params: { path: file, holds: 'privateKey' } }]);
  });
});

describe('an image of AtPKI.py that is refused', () => {
  const good = packed([1, 0, made.authority.cert]);
  const changed = (offset: number, ...bytes: number[]): Buffer => {
    const image = Buffer.from(good);
    image.set(bytes, offset);
    return image;
  };

  test.each<[string, Buffer, string, object]>([
    ['its header is cut', good.subarray(0, 5), 'pki.headerCut', { bytes: 5 }],
    ['it is cut', good.subarray(0, 100), 'pki.cut', { bytes: 100, whole: good.length }],
    ['it holds nothing', packed(), 'pki.noItems', {}],
    ['it counts an item too many', changed(2, 2, 0), 'pki.itemBeyond', { item: 2, count: 2 }],
    ['an item says that it is longer', changed(10, 0xff, 0x7f), 'pki.itemBeyond', { item: 1, count: 1 }],
    ['an item is of an unknown kind', changed(8, 7), 'pki.unknownKind', { item: 1, kind: 7 }],
    ['an item is empty', packed([1, 0, '']), 'pki.itemEmpty', { item: 1 }],
    [
      'it counts an item too few',
      packed([1, 0, made.authority.cert], [1, 1, second.cert]).fill(1, 2, 3),
      'pki.unlisted',
      {},
    ],
    ['something follows it', Buffer.concat([good, Buffer.from('more')]), 'pki.trailing', { bytes: 4 }],
    [
      'two items have one number',
      packed([1, 0, made.authority.cert], [1, 0, second.cert]),
      'pki.sameSet',
      { item: 2, id: 0 },
    ],
  ])('%s', (_, image, key, params) => {
    const { reason, file } = refused('mqtt_ca.bin', image);
    expect(reason).toMatchObject({ key: 'flash.notImported', params: { path: file, why: { key, params } } });
  });

  test('it is for another partition', () => {
    const { reason } = refused('mqtt_ca.bin', packed([3, 0, made.client.key]));
    expect(reason).toMatchObject({
      params: { why: { key: 'pki.otherKind', params: { item: 1, kind: 'key', partition: 'mqtt_ca' } } },
    });
  });

  test('nothing says which partition it is for, or what is said does not exist', () => {
    expect(refused('PKI.bin', good).reason.key).toBe('flash.whichPartition');
    expect(refused('PKI.bin', good, 'nowhere').reason).toMatchObject({
      key: 'flash.noSuchPartition',
      params: { name: 'nowhere' },
    });
  });

  test.each(Object.entries(made.keys).filter(([name]) => name !== 'erased flash'))(
    'its key is %s',
    (_, { content, key }) => {
      const { reason } = refused('mqtt_key.bin', packed([3, 0, content]));
      expect(reason).toMatchObject({
        key: 'flash.notImported',
        params: { why: { key: 'pki.itemUnusable', params: { item: 1 } } },
      });
      expect(messagesWithin(reason).map((each) => each.key)).toContain(`certificates.${key}`);
    },
  );
});

test('an image of all of NVS is not taken for a partition', () => {
  const { flash } = imported('mqtt_ca.bin', packed([1, 0, made.authority.cert]));
  const file = join(folder(), 'mfg_nvs.bin');
  exportFlash(file, { flash }, () => {});
  const { reason } = refused('any.bin', readFileSync(file), 'mqtt_ca');
  expect(reason).toMatchObject({ params: { why: { key: 'flash.isNvs', params: { partition: 'mqtt_ca' } } } });
});

test('of an image of all of NVS, what a connection could not use is told', () => {
  const flash = join(folder(), 'flash');
  const { content } = made.keys.encrypted as { content: Buffer };
  openFlashDirectory(flash).manufacturing.write('mqtt_key', 'mqtt_key', { type: 8, value: content });
  const file = join(folder(), 'mfg_nvs.bin');
  exportFlash(file, { flash }, () => {});
  const lines: string[] = [];
  importFlash(file, { flash: folder() }, (line) => lines.push(line));
  expect(lines[0]).toContain(
    'what was stored in mqtt_key/mqtt_key cannot be used by a connection: the key is encrypted',
  );
});

describe('a file in PEM', () => {
  test.each([
    ['mqtt_key.pem', undefined, 'mqtt_key', 'mqtt_key'],
    ['mqtt_key.key', undefined, 'mqtt_key', 'mqtt_key'],
    ['mqtt_key.1.pem', undefined, 'mqtt_key', 'mqtt_key.1'],
    ['client_key_01.key', undefined, 'client_key', 'client_key.1'],
    ['any.pem', 'https_key', 'https_key', 'https_key.0'],
  ])('%s with --partition %s is stored as it is', (name, partition, namespace, key) => {
    expect(read(imported(name, made.client.key, partition).store, namespace, key)).toBe(made.client.key);
  });

  test('that is named for none must say which', () => {
    const { reason, file } = refused('key.pem', made.client.key);
    expect(reason).toMatchObject({ key: 'flash.whichPartition', params: { path: file } });
    expect(textOf(reason)).toContain('--partition mqtt_key');
  });

  describe.each([
    ['mqtt_ca', made.certificates],
    ['mqtt_cert', made.certificates],
    ['mqtt_key', made.keys],
  ] as const)('that should be %s', (partition, files) => {
    test.each(Object.entries(files).filter(([, { key }]) => key !== 'packed' && key !== 'blank'))(
      'and is not: %s',
      (_, { content, key, params = {} }) => {
        const { reason, file } = refused('some.file', content, partition);
        expect(reason).toMatchObject({
          key: 'flash.notImported',
          params: { path: file, why: { key: `certificates.${key}`, params: { file, ...params } } },
        });
      },
    );
  });

  test('that is empty', () => {
    expect(refused('mqtt_ca.pem', '').reason).toMatchObject({
      params: { why: { key: 'certificates.blank' } },
    });
  });
});

describe('export --partition', () => {
  test('makes an image that import takes back, for its owner only', () => {
    const { flash } = imported('mqtt_cert.bin', packed([2, 0, made.client.cert], [2, 1, second.cert]));
    const file = join(folder(), 'mqtt_cert.bin');
    const lines: string[] = [];
    exportFlash(file, { flash, partition: 'mqtt_cert' }, (line) => lines.push(line));
    const image = readFileSync(file);
    expect(image).toEqual(packed([2, 0, made.client.cert], [2, 1, second.cert]));
    expect(lines).toEqual([`2 values in 1 namespace exported to ${file}, ${image.length} bytes`]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { store } = imported('mqtt_cert.bin', image);
    expect(read(store, 'mqtt_cert', 'mqtt_cert.1')).toBe(second.cert);
  });

  test('of a certain size is filled as erased flash', () => {
    const { flash } = imported('mqtt_ca.bin', packed([1, 0, made.authority.cert]));
    const file = join(folder(), 'out.bin');
    exportFlash(file, { flash, partition: 'mqtt_ca', size: '8K' }, () => {});
    expect(readFileSync(file)).toHaveLength(8192);
    expect(readFileSync(file).at(-1)).toBe(0xff);
    expect(() => exportFlash(file, { flash, partition: 'mqtt_ca', size: '100' }, () => {})).toThrow(/100/);
  });

  test('of a partition that holds nothing, or that is none, leaves no file', () => {
    const { flash } = imported('mqtt_ca.bin', packed([1, 0, made.authority.cert]));
    const file = join(folder(), 'out.bin');
    expect(() => exportFlash(file, { flash, partition: 'mqtt_key' }, () => {})).toThrow(
      expect.objectContaining({
        reason: { key: 'flash.nothingToExport', params: { partition: 'mqtt_key' } },
      }),
    );
    expect(() => exportFlash(file, { flash, partition: 'nowhere' }, () => {})).toThrow(
      expect.objectContaining({ reason: expect.objectContaining({ key: 'flash.noSuchPartition' }) }),
    );
    expect(existsSync(file)).toBe(false);
  });
});
