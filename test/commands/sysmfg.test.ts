import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { createMemoryFlash, type Flash } from '#module/flash/flash';
import { openFlashDirectory } from '#node/flash/directory';
import { bareModule } from '../support/bare-module.ts';

const OK = '\r\nOK\r\n';
const PROMPT = '\r\nOK\r\n\r\n>';
const ERROR = '\r\nERROR\r\n';
/** A module with a host that sends bytes and reads exactly what must come next. */
function open(flash: Flash = createMemoryFlash()) {
  const bare = bareModule([], { flash });
  const host = bare.addHost('host', { echo: false });
  onTestFinished(() => bare.module.powerOff());
  const say = async (bytes: string | Buffer, answer: string | Buffer): Promise<void> => {
    await host.exchange(bytes, answer);
    expect(host.unread.toString('latin1')).toBe('');
  };
  /** Writes a value in data mode. */
  const store = async (place: string, type: 7 | 8, value: Buffer): Promise<void> => {
    await say(`AT+SYSMFG=2,${place},${type},${value.length}\r\n`, PROMPT);
    await say(value, OK);
  };
  return { ...bare, say, store };
}

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'atmqtt-sysmfg-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test('any bytes come back as they went in, whole and in parts', async () => {
  const made = open();
  const values = fc.uint8Array({ minLength: 1, maxLength: 3000, size: 'max' });
  await fc.assert(
    fc.asyncProperty(
      values,
      fc.constantFrom(7 as const, 8 as const),
      fc.nat(3000),
      fc.nat(3000),
      async (bytes, type, from, length) => {
        const value = Buffer.from(bytes);
        await made.store('"my_app","k"', type, value);
        const head = (size: number): Buffer => Buffer.from(`+SYSMFG:"my_app","k",${type},${size},`);
        const end = Buffer.from(`\r\n${OK}`);
        await made.say('AT+SYSMFG=1,"my_app","k"\r\n', Buffer.concat([head(value.length), value, end]));
        const offset = Math.min(from, value.length);
        const part = value.subarray(offset, offset + length);
        const answer = Buffer.concat([head(part.length), part, end]);
        await made.say(`AT+SYSMFG=1,"my_app","k",${offset},${length}\r\n`, answer);
      },
    ),
    { numRuns: 50 },
  );
});

test('a value of hundreds of kilobytes is stored, and its memory is free again', async () => {
  const made = open();
  const before = made.module.kernel.free;
  const value = Buffer.alloc(508_000, 'certificate ');
  await made.store('"my_app","large"', 8, value);
  expect(made.module.kernel.free).toBe(before);
  const stored = made.module.flash.manufacturing.read('my_app', 'large');
  expect(Buffer.isBuffer(stored?.value) && stored.value.equals(value)).toBe(true);
});

test.each<[string, number[], boolean]>([
  ['a long certificate', [0x30, 0x82, 4, 1, 2], true],
  ['a short key', [0x30, 0x03, 2, 1, 5], true],
  ['a key of 128 bytes or more', [0x30, 0x81, 2, 1, 2], true],
  ['text that begins with a zero', [...Buffer.from('0: no PEM')], false],
  ['text that begins with a zero and a control character', [0x30, 0x81, 9, 1], false],
  ['PEM', [...Buffer.from('-----BEGIN CERTIFICATE-----')], false],
  ['one byte', [0x30], false],
])('%s is DER: %j → %s', async (_, bytes, isDer) => {
  const made = open();
  for (const space of ['mqtt_ca', 'client_cert', 'wss_key']) {
    await made.say(`AT+SYSMFG=2,"${space}","k",8,${bytes.length}\r\n`, PROMPT);
    await made.say(Buffer.from(bytes), OK);
    expect(made.module.flash.manufacturing.keys(space)).toHaveLength(1);
  }
  expect(made.log.filter((reason) => reason.includes('convert it to PEM'))).toHaveLength(isDer ? 3 : 0);
});

test('a flash directory holds what was written, and the host sees what a person puts there', async () => {
  const flash = directory();
  const made = open(openFlashDirectory(flash));
  const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
  await made.store('"mqtt_ca","mqtt_ca"', 8, Buffer.from(pem));
  expect(readFileSync(join(flash, 'mfg/mqtt_ca/mqtt_ca.pem'), 'utf8')).toBe(pem);
  writeFileSync(join(flash, 'mfg/mqtt_ca/mqtt_ca.1.pem'), 'by hand');
  await made.say(
    'AT+SYSMFG=1,"mqtt_ca"\r\n',
    `+SYSMFG:"mqtt_ca","mqtt_ca",8\r\n+SYSMFG:"mqtt_ca","mqtt_ca.1",8\r\n${OK}`,
  );
  await made.say(
    'AT+SYSMFG=1,"mqtt_ca","mqtt_ca.1"\r\n',
    `+SYSMFG:"mqtt_ca","mqtt_ca.1",8,7,by hand\r\n${OK}`,
  );
  await made.say('AT+SYSMFG=0,"mqtt_ca"\r\n', OK);
  expect(openFlashDirectory(flash).manufacturing.keys('mqtt_ca')).toEqual([]);
});

test('a flash that fails is an error whose cause is in the log, and the next command works', async () => {
  const flash = directory();
  const made = open(openFlashDirectory(flash));
  writeFileSync(join(flash, 'mfg/mqtt_ca'), 'in the way');
  await made.say('AT+SYSMFG=2,"mqtt_ca","mqtt_ca",8,1\r\n', PROMPT);
  await made.say('x', ERROR);
  expect(made.log.at(-1)).toMatch(/mqtt_ca\.bin cannot be used: EEXIST.* \(0x01010000\)$/);
  mkdirSync(join(flash, 'mfg/my_app'));
  writeFileSync(join(flash, 'mfg/my_app/k.u8'), 'many');
  await made.say('AT+SYSMFG=1,"my_app","k"\r\n', ERROR);
  expect(made.log.at(-1)).toContain('k.u8 should hold one u8');
  await made.say('AT+SYSMFG=2,"my_app","k",1,5\r\n', OK);
  await made.say('AT+SYSMFG=1,"my_app","k"\r\n', `+SYSMFG:"my_app","k",1,1,5\r\n${OK}`);
});

test('nothing of a value is in the log', async () => {
  const made = open();
  await made.store('"mqtt_key","mqtt_key"', 8, Buffer.from('-----BEGIN PRIVATE KEY-----\nsecret\n'));
  await made.say('AT+SYSMFG=2,"mqtt_key","mqtt_key",8,8\r\n', PROMPT);
  await made.say(Buffer.from([0x30, 6, ...Buffer.from('secret')]), OK);
  expect(made.log.join('\n')).not.toContain('secret');
});
