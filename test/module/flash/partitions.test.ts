import { expect, test } from 'vitest';
import { createMemoryFlash } from '#module/flash/flash';
import { writeNvsImage } from '#module/flash/nvs-image/write';
import {
  erasePartition,
  MANUFACTURING,
  PKI_PARTITIONS,
  readPartition,
  unreadPartition,
  writePartition,
} from '#module/flash/partitions';
import { readPkiImage, writePkiImage } from '#module/flash/pki-image';

const PEM = Buffer.from('-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n');

function named(name: string) {
  const found = PKI_PARTITIONS.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

test('what AT+SYSMFG has stored is in its partition, packed', () => {
  const flash = createMemoryFlash();
  flash.manufacturing.write('mqtt_key', 'mqtt_key', { type: 8, value: Buffer.from('one') });
  flash.manufacturing.write('mqtt_key', 'mqtt_key.1', { type: 7, value: Buffer.from('second') });
  const content = readPartition(flash, named('mqtt_key'));
  expect(content).toHaveLength(0x2000);
  expect(content.subarray(0, 28).toString('hex')).toBe(
    'f1f102001400000003000300' + '6f6e65ff' + '03010600' + '7365636f6e64ffff',
  );
  expect(readPkiImage(content)).toEqual([
    { kind: 'key', id: 0, content: Buffer.from('one') },
    { kind: 'key', id: 1, content: Buffer.from('second') },
  ]);
});

test('a packed partition that was written is read back, by AT+SYSMFG too, until that writes', () => {
  const flash = createMemoryFlash();
  const image = writePkiImage([
    { kind: 'ca', id: 0, content: PEM },
    { kind: 'ca', id: 1, content: PEM },
  ]);
  // In pieces, as hosts send it.
  expect(writePartition(flash, named('mqtt_ca'), 0, image.subarray(0, 100))).toBe(true);
  expect(writePartition(flash, named('mqtt_ca'), 100, image.subarray(100))).toBe(true);
  expect(flash.manufacturing.keys('mqtt_ca').map(({ key }) => key)).toEqual(['mqtt_ca', 'mqtt_ca.1']);
  flash.manufacturing.erase('mqtt_ca', 'mqtt_ca.1');
  expect(readPkiImage(readPartition(flash, named('mqtt_ca')))).toEqual([{ kind: 'ca', id: 0, content: PEM }]);
});

test('a PEM file is read back as it was written, until AT+SYSMFG writes another', () => {
  const flash = createMemoryFlash();
  writePartition(flash, named('mqtt_ca'), 0, PEM);
  expect(readPartition(flash, named('mqtt_ca')).subarray(0, PEM.length)).toEqual(PEM);
  expect(flash.manufacturing.read('mqtt_ca', 'mqtt_ca')?.value).toEqual(PEM);
  flash.manufacturing.write('mqtt_ca', 'mqtt_ca', { type: 8, value: Buffer.from('other') });
  expect(readPkiImage(readPartition(flash, named('mqtt_ca')))).toEqual([
    { kind: 'ca', id: 0, content: Buffer.from('other') },
  ]);
});

test('what is neither packed nor PEM is kept, and is no certificate', () => {
  const flash = createMemoryFlash();
  writePartition(flash, named('mqtt_ca'), 5, Buffer.from('anything'));
  expect(readPartition(flash, named('mqtt_ca')).subarray(4, 14).toString('latin1')).toBe('\xffanything\xff');
  expect(flash.manufacturing.keys('mqtt_ca')).toEqual([]);
  erasePartition(flash, named('mqtt_ca'), 0, 0x2000);
  expect(readPartition(flash, named('mqtt_ca')).every((byte) => byte === 0xff)).toBe(true);
});

test('an image of the manufacturing NVS comes in sectors and is then what AT+SYSMFG has', () => {
  const flash = createMemoryFlash();
  flash.manufacturing.write('old', 'k', { type: 1, value: 1 });
  const image = writeNvsImage(
    [
      { namespace: 'mqtt_ca', key: 'mqtt_ca', stored: { type: 8, value: PEM } },
      { namespace: 'n', key: 'large', stored: { type: 8, value: Buffer.alloc(9000, 7) } },
      { namespace: 'n', key: 'k', stored: { type: 6, value: -5 } },
    ],
    MANUFACTURING.bytes,
  );
  erasePartition(flash, MANUFACTURING, 0, MANUFACTURING.bytes);
  expect(flash.manufacturing.namespaces()).toEqual([]);
  for (let at = 0; at < image.length; at += 4096) {
    expect(writePartition(flash, MANUFACTURING, at, image.subarray(at, at + 4096))).toBe(true);
  }
  expect(flash.manufacturing.namespaces()).toEqual(['mqtt_ca', 'n']);
  expect(flash.manufacturing.read('n', 'large')?.value).toEqual(Buffer.alloc(9000, 7));
  expect(flash.manufacturing.read('n', 'k')?.value).toBe(-5);
  expect(readPartition(flash, MANUFACTURING).equals(image)).toBe(true);
});

test('what is cut short is no packed partition', () => {
  const image = writePkiImage([{ kind: 'ca', id: 0, content: PEM }]);
  for (let length = 0; length < 12 + PEM.length; length++) {
    expect(() => readPkiImage(image.subarray(0, length))).toThrow('cut short');
  }
  expect(readPkiImage(image)).toHaveLength(1);
});

test('an image that is not whole yet is no certificate, and why is told', () => {
  const flash = createMemoryFlash();
  const image = writePkiImage([{ kind: 'ca', id: 0, content: PEM }]);
  writePartition(flash, named('mqtt_ca'), 0, image.subarray(0, 50));
  expect(flash.manufacturing.keys('mqtt_ca')).toEqual([]);
  expect(unreadPartition(flash, 'mqtt_ca')).toMatchObject({
    key: 'pki.cut',
    params: { bytes: 50, whole: image.length },
  });
  writePartition(flash, named('mqtt_ca'), 50, image.subarray(50));
  expect(unreadPartition(flash, 'mqtt_ca')).toBeUndefined();
  expect(unreadPartition(flash, 'mqtt_key')).toBeUndefined();
  writePartition(flash, named('mqtt_key'), 0, Buffer.from('anything'));
  expect(unreadPartition(flash, 'mqtt_key')).toMatchObject({ key: 'link.notPacked' });
});

test('a certificate of a client is under the key that genuine modules give it', () => {
  const flash = createMemoryFlash();
  const image = writePkiImage([{ kind: 'cert', id: 0, content: PEM }]);
  writePartition(flash, named('client_cert'), 0, image);
  expect(flash.manufacturing.keys('client_cert').map(({ key }) => key)).toEqual(['client_cert.0']);
  expect(readPartition(flash, named('client_cert')).subarray(0, image.length)).toEqual(image);
});
