import { chownSync, linkSync, lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeBackup, restoreBackup } from '#node/flash/backup';
import { holdFlashDirectory } from '#node/flash/hold';
import { importImage } from '#node/flash/partition-image';
import { Authority } from '../../support/certificates.ts';
import { folder } from '../../support/folder.ts';
import { needs } from '../../support/needs.ts';
import { PEM } from './opened.ts';

// An administrator is root, and the service is not: it must be able to read what was restored or imported.

const SERVICE = 61_234;

/** Whose everything is, by its path below a folder. */
const owners = (path: string): Record<string, number> =>
  Object.fromEntries(
    readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => [
      name,
      lstatSync(join(path, name)).uid,
    ]),
  );

/** A folder of the service, and a backup and an image that are root's. */
async function given() {
  const state = folder();
  chownSync(state, SERVICE, SERVICE);
  const source = folder();
  const held = holdFlashDirectory(source);
  onTestFinished(() => held.release());
  held.flash.set('wifi.ssid', 'home');
  held.flash.manufacturing.write('mqtt_ca', 'mqtt_ca', { type: 8, value: Buffer.from(PEM) });
  const backup = join(folder(), 'backup.tar.gz');
  makeBackup(source, backup);
  const image = join(folder(), 'mqtt_ca.pem');
  writeFileSync(image, (await Authority.root('factory')).cert);
  return { state, backup, image };
}

describe('what root puts into a flash directory', needs('root', 'Linux'), () => {
  test('by restore belongs to the service whose directory it is, and what was there as well', async () => {
    const { state, backup } = await given();
    restoreBackup(backup, state);
    restoreBackup(backup, state, { replace: true });
    const found = owners(state);
    expect(Object.keys(found)).toEqual(expect.arrayContaining(['nvs.json', 'format.json']));
    expect(new Set(Object.values(found))).toEqual(new Set([SERVICE]));
  });

  test('belongs to the service whose folder it was made in', async () => {
    const { state, backup } = await given();
    restoreBackup(backup, join(state, 'gateway', 'pump'));
    expect(new Set(Object.values(owners(state)))).toEqual(new Set([SERVICE]));
  });

  test('by flash import belongs to the service too', async () => {
    const { state, image } = await given();
    importImage(image, join(state, 'pump'));
    const found = owners(state);
    expect(Object.keys(found)).toContain('pump/mfg/mqtt_ca/mqtt_ca.pem');
    expect(new Set(Object.values(found))).toEqual(new Set([SERVICE]));
  });

  test('gives nothing away that a link of the service leads to', async () => {
    const { state, backup } = await given();
    const outside = folder();
    writeFileSync(join(outside, 'secret'), '');
    mkdirSync(join(state, 'mfg'));
    symlinkSync(outside, join(state, 'mfg', 'linked'));
    linkSync(join(outside, 'secret'), join(state, 'other-name'));
    restoreBackup(backup, state, { replace: true });
    expect(lstatSync(join(outside, 'secret')).uid).toBe(0);
    expect(lstatSync(outside).uid).toBe(0);
  });
});
