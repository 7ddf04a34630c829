import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { assemble } from '#app/assemble';
import { textLog } from '#messages/log';
import { parseSettings } from '#module/settings/parse';
import { certificateExpiries } from '#node/flash/certificate-expiry';
import { openFlashDirectory } from '#node/flash/directory';
import { ManualClock } from '#testing/manual-clock';
import { Authority, DAY_MS, days } from '../support/certificates.ts';
import { folder } from '../support/folder.ts';

/** A flash directory with these files below `mfg`. */
function flashWith(files: Readonly<Record<string, string>>): string {
  const directory = folder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(directory, 'mfg', path, '..'), { recursive: true, mode: 0o700 });
    writeFileSync(join(directory, 'mfg', path), content, { mode: 0o600 });
  }
  return directory;
}

/** Runs a module on that directory; the warnings of certificates, and its clock. */
async function watched(flash: string | undefined): Promise<{ clock: ManualClock; told: string[] }> {
  const clock = new ManualClock(Date.now());
  const told: string[] = [];
  const settings = parseSettings({});
  const assembly = await assemble(
    {
      modules: [{ name: 'a', ports: ['tcp-listen:0'], portsAreDefault: false, flash, settings }],
      broker: {},
      tryTls: false,
    },
    {
      clock,
      logFor: () =>
        textLog((level, _namespace, text) => {
          if (/^the certificate stored/.test(text)) told.push(`${level} ${text}`);
        }),
    },
  );
  onTestFinished(() => assembly.close());
  return { clock, told };
}

const dateOf = (date: Date): string => date.toISOString().slice(0, 10);

test('a certificate that runs out within 30 days is told at the start and every day, one that does not is not', async () => {
  const ends = days(20.5);
  const soon = await Authority.root('soon', { to: ends });
  const late = await Authority.root('late', { to: days(32.5) });
  const { clock, told } = await watched(
    flashWith({ 'mqtt_ca/mqtt_ca.pem': soon.cert, 'mqtt_ca/mqtt_ca.1.pem': late.cert }),
  );
  const line = (left: string): string =>
    `warn the certificate stored in "mqtt_ca/mqtt_ca" expires on ${dateOf(ends)}, in ${left}: have it issued again, and store the new one`;
  expect(told).toEqual([line('20 days')]);
  clock.advance(DAY_MS);
  expect(told.splice(0)).toEqual([line('20 days'), line('19 days')]);
  clock.advance(DAY_MS);
  // The other one has come near meanwhile.
  expect(told.splice(0)).toEqual([line('18 days'), expect.stringContaining('"mqtt_ca/mqtt_ca.1"')]);
  clock.advance(17 * DAY_MS);
  expect(told.filter((each) => each.includes('ca" '))).toContain(line('1 day'));
  told.length = 0;
  clock.advance(2 * DAY_MS);
  expect(told.filter((each) => each.includes('ca" '))).toEqual([
    line('0 days'),
    expect.stringContaining(`"mqtt_ca/mqtt_ca" expired on ${dateOf(ends)}, 1 day ago`),
  ]);
});

test('one that was stored while the module runs is found the next day', async () => {
  const flash = flashWith({});
  const { clock, told } = await watched(flash);
  const { cert } = await Authority.root('new', { to: days(3) });
  mkdirSync(join(flash, 'mfg/own'), { recursive: true });
  writeFileSync(join(flash, 'mfg/own/pump.pem'), cert);
  clock.advance(DAY_MS);
  expect(told).toEqual([expect.stringContaining('"own/pump" expires')]);
});

test('one that is out is told in a namespace of the user’s own too', async () => {
  const { cert } = await Authority.root('out', { from: days(-9), to: days(-2.5) });
  const { told } = await watched(flashWith({ 'own/pump.pem': cert }));
  expect(told).toEqual([expect.stringMatching(/"own\/pump" expired on \S+, 3 days ago/)]);
});

test('of a chain the one that runs out first counts, and what cannot be read is left out', async () => {
  const root = await Authority.root('root', { to: days(90) });
  const leaf = await root.client({ name: 'leaf', to: days(400) });
  const directory = flashWith({
    'mqtt_cert/mqtt_cert.pem': leaf.cert + root.cert,
    'mqtt_key/mqtt_key.pem': leaf.key,
    'mqtt_ca/mqtt_ca.pem': root.cert.replace(/[A-Za-z]{4}/, '!!!!').slice(0, 300),
    'factory_param/x.u8': '7',
  });
  const ends = certificateExpiries(openFlashDirectory(directory).manufacturing);
  expect(ends).toEqual([{ namespace: 'mqtt_cert', key: 'mqtt_cert', validTo: expect.any(Number) }]);
  expect(Math.round(((ends[0]?.validTo ?? 0) - Date.now()) / DAY_MS)).toBe(90);
});
