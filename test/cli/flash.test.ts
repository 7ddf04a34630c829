import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportFlash, importFlash, listFlash } from '#cli/flash';
import { textOf } from '#messages/message';
import type { ManufacturingStore, ManufacturingValue } from '#module/flash/manufacturing';
import { DEFAULT_IMAGE_BYTES } from '#module/flash/nvs-image/write';
import { openFlashDirectory } from '#node/flash/directory';
import {
  ACTIVE,
  blank,
  blobIndex,
  chunk,
  entry,
  long,
  namespace,
  page,
  string,
} from '../module/flash/nvs-pages.ts';
import { folder } from '../support/folder.ts';
import { needs } from '../support/needs.ts';

/** Made for this test; its key was thrown away. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBsTCCAVegAwIBAgIURC5Les3pvS861w+OR89/uXHiT3YwCgYIKoZIzj0EAwIw
LTEXMBUGA1UECgwORXhhbXBsZSDmuKnluqYxEjAQBgNVBAMMCVRlc3QgUm9vdDAg
Fw0yNjExMjMwMjE5NTVaGA8yMTI2MTAzMDAyMTk1NVowLTEXMBUGA1UECgwORXhh
bXBsZSDmuKnluqYxEjAQBgNVBAMMCVRlc3QgUm9vdDBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABMr38h4G8NHeBZRyf7i+GNMGaWowm9fipR1D4duvmNf5LRzx5MEI
qL3nTQMHnHtYku3ROT7v2TIj4ObCji2XCpijUzBRMB0GA1UdDgQWBBRUHdwrA//w
FtYb2Mt9PoQaA5ABzzAfBgNVHSMEGDAWgBRUHdwrA//wFtYb2Mt9PoQaA5ABzzAP
BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQDccx4Mw9Iaz0DQztHx
yVHkTwu9CdjnCF2S3JS8xYGJpgIgHaCI9WVs1lUJHbD0AXvdlZFF94K2hGJBk6Wk
22aNvZ4=
-----END CERTIFICATE-----
`;
const text = (value: string): ManufacturingValue => ({ type: 7, value: Buffer.from(value) });
const binary = (value: string): ManufacturingValue => ({ type: 8, value: Buffer.from(value) });

/** Runs something that prints. @returns its lines */
function printed(run: (print: (line: string) => void) => void): string[] {
  const lines: string[] = [];
  run((line) => lines.push(line));
  return lines;
}

function store(flash: string): ManufacturingStore {
  return openFlashDirectory(flash).manufacturing;
}

function imageFile(...pages: readonly Buffer[]): string {
  const file = join(folder(), 'mfg_nvs.bin');
  writeFileSync(file, Buffer.concat(pages));
  return file;
}

const IMAGE = page(ACTIVE, 0, [
  namespace('factory_param', 1),
  entry({ namespace: 1, type: 0x14, key: 'uart_baudrate', data: [0, 0xc2, 1, 0] }),
  string(1, 'module_name', 'MINI-1'),
  entry({ namespace: 1, type: 0x08, key: 'serial', data: [1, 2, 3, 4, 5, 6, 7, 8] }),
  namespace('mqtt_ca', 2),
  chunk(2, 'mqtt_ca', 0, [...Buffer.from(CERTIFICATE)]),
  blobIndex(2, 'mqtt_ca', CERTIFICATE.length, 1),
]);

test('an image with a private key that others can read is warned of', needs('Unix'), () => {
  const flash = join(folder(), 'new');
  store(flash).write('mqtt_key', 'mqtt_key', binary('-----BEGIN PRIVATE KEY-----\n'));
  const file = join(folder(), 'mfg_nvs.bin');
  exportFlash(file, { flash }, () => {});
  const warned = () =>
    printed((warn) =>
      importFlash(
        file,
        { flash },
        () => {},
        (each) => warn(textOf(each)),
      ),
    );
  expect(warned()).toEqual([]);
  chmodSync(file, 0o644);
  expect(warned()).toEqual([
    `other users of this computer can read ${file}, which holds a private key: run "chmod 600 ${file}"`,
  ]);
});

describe('import', () => {
  test('puts an image into a flash directory as files', () => {
    const flash = join(folder(), 'new');
    const lines = printed((print) => importFlash(imageFile(IMAGE, blank(2)), { flash }, print));
    expect(lines).toEqual([
      'skipped factory_param/serial: it is u64, which AT+SYSMFG does not have',
      `3 values in 2 namespaces imported into ${flash}`,
    ]);
    expect(readFileSync(join(flash, 'mfg/mqtt_ca/mqtt_ca.pem'), 'utf8')).toBe(CERTIFICATE);
    expect(readFileSync(join(flash, 'mfg/factory_param/module_name.txt'), 'utf8')).toBe('MINI-1');
    expect(readFileSync(join(flash, 'mfg/factory_param/uart_baudrate.i32'), 'utf8')).toBe('115200\n');
  });

  test('replaces keys of the same name and leaves others alone', () => {
    const flash = folder();
    store(flash).write('mqtt_ca', 'mqtt_ca', text('old'));
    store(flash).write('mqtt_ca', 'mqtt_ca.1', text('mine'));
    importFlash(imageFile(IMAGE), { flash }, () => {});
    expect(store(flash).read('mqtt_ca', 'mqtt_ca')).toEqual(binary(CERTIFICATE));
    expect(store(flash).read('mqtt_ca', 'mqtt_ca.1')).toEqual(text('mine'));
  });

  test('a damaged image is told with page and entry, and nothing is imported', () => {
    const flash = join(folder(), 'untouched');
    const image = Buffer.from(IMAGE);
    image[64 + 6 * 32] = 0;
    const file = imageFile(image, blank(2));
    const message = `${file} was not imported: page 0, entry 6: its CRC is wrong.`;
    expect(() => importFlash(file, { flash }, () => {})).toThrow(
      expect.objectContaining({ name: 'FlashError', message }),
    );
    expect(existsSync(flash)).toBe(false);
  });

  test('a value that the store does not take is told before anything is imported', () => {
    const flash = join(folder(), 'untouched');
    const endless = long({ namespace: 1, type: 0x21, key: 'k' }, new Array<number>(4000).fill(0x78));
    const file = imageFile(IMAGE, page(ACTIVE, 1, [endless]));
    const message = `${file} was not imported: a string holds at most 3999 bytes, but "factory_param/k" has 4000.`;
    expect(() => importFlash(file, { flash }, () => {})).toThrow(message);
    expect(existsSync(flash)).toBe(false);
  });

  test('a file that is not there is a matter of usage', () => {
    expect(() => importFlash('/nowhere/x.bin', { flash: folder() }, () => {})).toThrow(
      expect.objectContaining({
        name: 'UsageError',
        message: expect.stringMatching(/^\/nowhere\/x\.bin cannot be read: ENOENT/),
      }),
    );
  });
});

describe('export', () => {
  test('makes an image that import takes back, for its owner only', () => {
    const [flash, copy] = [folder(), folder()];
    const values: [string, string, ManufacturingValue][] = [
      ['factory_param', 'uart_port', { type: 2, value: -1 }],
      ['mqtt_ca', 'mqtt_ca', binary(CERTIFICATE.repeat(12))],
      ['my_app', 'note', text('hello')],
      [Buffer.from('温度').toString('latin1'), '../x', binary('')],
    ];
    for (const [space, key, value] of values) store(flash).write(space, key, value);
    const file = join(folder(), 'out.bin');
    expect(printed((print) => exportFlash(file, { flash }, print))).toEqual([
      `4 values in 4 namespaces exported to ${file}, ${DEFAULT_IMAGE_BYTES} bytes`,
    ]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(file).size).toBe(DEFAULT_IMAGE_BYTES);
    importFlash(file, { flash: copy }, () => {});
    for (const [space, key, value] of values) expect(store(copy).read(space, key)).toEqual(value);
  });

  test('what a person put there is exported too', () => {
    const flash = folder();
    mkdirSync(join(flash, 'mfg/mqtt_ca'), { recursive: true });
    writeFileSync(join(flash, 'mfg/mqtt_ca/mqtt_ca.pem'), CERTIFICATE);
    const file = join(folder(), 'out.bin');
    exportFlash(file, { flash, size: '0x3000' }, () => {});
    const copy = folder();
    importFlash(file, { flash: copy }, () => {});
    expect(store(copy).read('mqtt_ca', 'mqtt_ca')).toEqual(binary(CERTIFICATE));
  });

  test.each([
    ['0x1F000', 126_976],
    ['124K', 126_976],
    ['124k', 126_976],
    ['12288', 12_288],
  ])('--size %s is %d bytes', (size, bytes) => {
    const file = join(folder(), 'out.bin');
    exportFlash(file, { flash: folder(), size }, () => {});
    expect(statSync(file).size).toBe(bytes);
  });

  test.each(['', 'big', '-4096', '4096.5', '1M', '0x'])('--size %j is no size', (size) => {
    expect(() => exportFlash(join(folder(), 'x'), { flash: folder(), size }, () => {})).toThrow(
      expect.objectContaining({
        name: 'UsageError',
        reason: { key: 'cli.flashBadSize', params: { typed: size } },
      }),
    );
  });

  test('values that do not fit leave no file', () => {
    const flash = folder();
    store(flash).write('my_app', 'large', { type: 8, value: Buffer.alloc(200_000) });
    const file = join(folder(), 'out.bin');
    expect(() => exportFlash(file, { flash }, () => {})).toThrow(/^The values need an image of 212992 bytes/);
    expect(existsSync(file)).toBe(false);
  });

  test('a directory or a file that cannot be used is told', () => {
    const file = join(folder(), 'missing', 'out.bin');
    expect(() => exportFlash(file, { flash: folder() }, () => {})).toThrow(
      /out\.bin cannot be written: ENOENT/,
    );
    const nowhere = join(folder(), 'nowhere');
    expect(() => exportFlash(file, { flash: nowhere }, () => {})).toThrow(
      `There is no flash directory ${nowhere}.`,
    );
    expect(existsSync(nowhere)).toBe(false);
  });
});

describe('ls', () => {
  test('tells names, types, sizes and certificates, and never a value', () => {
    const flash = folder();
    const mine = store(flash);
    mine.write('mqtt_ca', 'mqtt_ca', binary(CERTIFICATE));
    mine.write(
      'mqtt_cert',
      'mqtt_cert',
      text(`chain\n${CERTIFICATE}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`),
    );
    mine.write(
      'mqtt_key',
      'mqtt_key',
      binary('-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n'),
    );
    mine.write('factory_param', 'pin', { type: 3, value: 54_321 });
    mine.write('factory_param', 'name', text('s3cret'));
    mine.write('\x1b[31m', Buffer.from('温\n').toString('latin1'), binary('x'));
    mkdirSync(join(flash, 'mfg/broken'));
    writeFileSync(join(flash, 'mfg/broken/k.u8'), 'many');
    const about = [
      '    subject O=Example 温度, CN=Test Root',
      '    issuer  O=Example 温度, CN=Test Root',
      '    valid   2026-11-23T02:19:55Z to 2126-10-30T02:19:55Z',
    ];
    const lines = printed((print) => listFlash({ flash }, print));
    expect(lines.map((line) => line.replace(/read: .*/, 'read: …'))).toEqual([
      'factory_param',
      '  name             string  6 bytes',
      '  pin              u16     2 bytes',
      'mqtt_cert',
      `  mqtt_cert        string  ${CERTIFICATE.length + 65} bytes`,
      ...about,
      '    a certificate that cannot be read: …',
      'mqtt_key',
      '  mqtt_key         binary  63 bytes, private key',
      expect.stringMatching(/^ {4}a connection cannot use it: the key is damaged/),
      'mqtt_ca',
      `  mqtt_ca          binary  ${CERTIFICATE.length} bytes`,
      ...about,
      '\\u{1b}[31m',
      '  温\\u{a}           binary  1 byte',
      'broken',
      `  k                u8      unreadable: ${join(flash, 'mfg/broken/k.u8')} should hold one u8, a number from 0 to 255.`,
    ]);
    for (const secret of ['c2VjcmV0', 's3cret', '54321']) expect(lines.join('\n')).not.toContain(secret);
  });

  test('an empty directory says so, and one that is not there stays so', () => {
    expect(printed((print) => listFlash({ flash: folder() }, print))).toEqual(['nothing is stored']);
    const nowhere = join(folder(), 'nowhere');
    expect(() => listFlash({ flash: nowhere }, () => {})).toThrow(`There is no flash directory ${nowhere}.`);
    expect(existsSync(nowhere)).toBe(false);
  });

  test('it changes nothing, not even a mode', () => {
    const flash = folder();
    store(flash).write('mqtt_ca', 'mqtt_ca', binary(CERTIFICATE));
    const file = join(flash, 'mfg/mqtt_ca/mqtt_ca.pem');
    chmodSync(file, 0o440);
    const before = statSync(file);
    listFlash({ flash }, () => {});
    expect(statSync(file)).toMatchObject({
      mode: before.mode,
      mtimeMs: before.mtimeMs,
      ctimeMs: before.ctimeMs,
    });
  });
});
