import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkConfig } from '#cli/config-check';
import { doctor } from '#cli/doctor';
import { type Message, textOf } from '#messages/message';
import { flashFindings } from '#node/flash/findings';
import { makeBadFiles } from '../../support/bad-files.ts';
import { Authority, days } from '../../support/certificates.ts';
import { folder } from '../../support/folder.ts';

const made = await makeBadFiles();
const old = await made.authority.client({ name: 'old', from: days(-9), to: days(-3) });
const early = await made.authority.client({ name: 'early', from: days(3), to: days(9) });
const expiredCa = await Authority.root('old CA', { from: days(-9), to: days(-3) });

/** A flash directory with files put there by hand. */
function flashWith(files: Readonly<Record<string, Buffer | string>>): string {
  const directory = folder();
  for (const [path, content] of Object.entries(files)) {
    const file = join(directory, 'mfg', path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, content, { mode: 0o600 });
  }
  return directory;
}

const GOOD = {
  'mqtt_ca/mqtt_ca.pem': made.authority.cert,
  'mqtt_cert/mqtt_cert.pem': made.client.cert,
  'mqtt_key/mqtt_key.pem': made.client.key,
};

describe('what is found in a flash directory', () => {
  test('is nothing where all is well, or nothing is there', () => {
    expect(flashFindings(flashWith(GOOD), Date.now())).toEqual([]);
    expect(flashFindings(join(folder(), 'nowhere'), Date.now())).toEqual([]);
  });

  test.each(Object.entries(made.keys))('a key: %s', (_, { content, key, params = {} }) => {
    const directory = flashWith({ ...GOOD, 'mqtt_key/mqtt_key.pem': content });
    const path = join(directory, 'mfg/mqtt_key/mqtt_key.pem');
    const why = { key: `certificates.${key}`, params: expect.objectContaining({ file: path, ...params }) };
    expect(flashFindings(directory, Date.now())).toEqual([
      { key: 'flash.fileUnusable', params: { path, why } },
    ]);
  });

  test('a key of another certificate', () => {
    const directory = flashWith({ ...GOOD, 'mqtt_key/mqtt_key.pem': made.rsa.key });
    expect(flashFindings(directory, Date.now())).toMatchObject([
      {
        key: 'flash.pairMismatch',
        params: {
          cert: join(directory, 'mfg/mqtt_cert/mqtt_cert.pem'),
          key: join(directory, 'mfg/mqtt_key/mqtt_key.pem'),
          why: { key: 'certificates.foreignKey' },
        },
      },
    ]);
  });

  test.each([
    ['an expired certificate', 'mqtt_cert', old, 'expired'],
    ['one that is not valid yet', 'mqtt_cert', early, 'notYetValid'],
    ['an expired CA', 'mqtt_ca', expiredCa, 'expired'],
    ['the certificate of a client as CA', 'mqtt_ca', made.client, 'noCa'],
    ['the certificate of a CA as that of the client', 'mqtt_cert', made.authority, 'isCa'],
  ] as const)('%s', (_, name, { cert, key: own }, key) => {
    const pair = name === 'mqtt_cert' ? { 'mqtt_key/mqtt_key.pem': own } : {};
    const directory = flashWith({ ...GOOD, ...pair, [`${name}/${name}.pem`]: cert });
    const found = flashFindings(directory, Date.now());
    expect(found).toMatchObject([
      { key: `certificates.${key}`, params: { file: join(directory, `mfg/${name}/${name}.pem`) } },
    ]);
  });

  test.each(['ca.pem', 'mqtt_ca.crt', 'mqtt_ca.2.pem', 'mqtt_ca'])(
    '%s, which no connection looks for',
    (name) => {
      const directory = flashWith({ [`mqtt_ca/${name}`]: made.authority.cert });
      expect(flashFindings(directory, Date.now())).toEqual([
        {
          key: 'flash.notLookedFor',
          params: {
            path: join(directory, 'mfg/mqtt_ca', name),
            wanted: join(directory, 'mfg/mqtt_ca/mqtt_ca.pem'),
          },
        },
      ]);
    },
  );
});

test('config check warns of the flash directories that a settings file names', () => {
  const directory = flashWith({ ...GOOD, 'mqtt_cert/mqtt_cert.pem': made.client.key });
  const file = join(folder(), 'atmqtt.yaml');
  writeFileSync(file, `modules:\n  lamp:\n    ports: [stdio]\n    flash: ${directory}\n`);
  const warnings: Message[] = [];
  const lines: string[] = [];
  expect(
    checkConfig(
      file,
      {},
      (line) => lines.push(line),
      (warning) => warnings.push(warning),
    ),
  ).toBe(true);
  expect(warnings).toMatchObject([
    {
      key: 'flash.fileUnusable',
      params: {
        path: join(directory, 'mfg/mqtt_cert/mqtt_cert.pem'),
        why: { key: 'certificates.keyInstead' },
      },
    },
  ]);
  expect(lines).toHaveLength(1);
});

test('doctor warns of dates, and of a CA where none should be', async () => {
  const here = folder();
  const files = { ca: made.client.cert, cert: old.cert, key: old.key };
  for (const [name, pem] of Object.entries(files)) writeFileSync(join(here, name), pem, { mode: 0o600 });
  const options = {
    clientId: 'd',
    ca: join(here, 'ca'),
    cert: join(here, 'cert'),
    key: join(here, 'key'),
  };
  const warnings: Message[] = [];
  await doctor('5', '127.0.0.1:1', options, {
    environment: {},
    print() {},
    warn: (each) => warnings.push(each),
  });
  expect(warnings.map(({ key }) => key)).toEqual(['certificates.noCa', 'certificates.expired']);
  expect(textOf(warnings[1] as Message)).toMatch(/expired on \d{4}-\d\d-\d\d, and it is \d{4}-\d\d-\d\d/);
});
