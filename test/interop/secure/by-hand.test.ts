import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { writePkiImage } from '#module/flash/pki-image';
import { openFlashDirectory } from '#node/flash/directory';
import { atEachBroker, type SecureFixture } from './support/fixture.ts';

// PEM files that a person puts into the flash directory [B-CERT-1].

/** A flash directory, and a way to put a file where a piece is looked for. */
async function flashFolder(fixture: SecureFixture) {
  const folder = await mkdtemp(join(tmpdir(), 'atmqtt-flash-'));
  fixture.after(() => rm(folder, { recursive: true, force: true }));
  const fileOf = (name: string): string => join(folder, 'mfg', name, `${name}.pem`);
  const put = async (name: string, text: string): Promise<void> => {
    await mkdir(join(folder, 'mfg', name), { recursive: true });
    await writeFile(fileOf(name), text);
  };
  return { folder, fileOf, put };
}

atEachBroker((journey) => {
  journey('they serve, also when they come while the module runs', async (fixture) => {
    const { ports, trusted } = fixture.broker;
    const { folder, put } = await flashFolder(fixture);
    await put('mqtt_ca', trusted.ca);
    const device = await fixture.device({}, openFlashDirectory(folder));
    await device.getTime();
    await device.connect({ scheme: 3, port: ports.tls });
    await device.host.ask('AT+MQTTCLEAN=0', '⏎OK⏎');
    // Editors on other systems end lines with CR LF, and put a word before the first of them.
    await put('mqtt_cert', `This is the module:\r\n${trusted.cert.replaceAll('\n', '\r\n')}`);
    await put('mqtt_key', trusted.key.replaceAll('\n', '\r\n'));
    await device.connect({ scheme: 10, port: ports.wssMutual });
  });

  journey('an empty file has an impossible length', async (fixture) => {
    const { folder, put } = await flashFolder(fixture);
    const device = await fixture.device({}, openFlashDirectory(folder));
    const codes = { mqtt_ca: '6021', mqtt_cert: '6023', mqtt_key: '6025' };
    for (const [piece, pem] of Object.entries(fixture.broker.trusted)) await put(`mqtt_${piece}`, pem);
    for (const [name, code] of Object.entries(codes).reverse()) {
      await put(name, '');
      const command = await device.configure({ scheme: 5, port: fixture.broker.ports.tlsMutual });
      await device.host.ask(
        command,
        `ERR CODE:0x010a${code}⏎ERR CODE:0x010a6009⏎ERR CODE:0x010a600a⏎⏎ERROR⏎`,
      );
      expect(device.log.join('\n')).toContain(`"${name}","${name}" has 0 bytes; it must have 1 to 16384`);
      if (name === 'mqtt_cert') await put(name, fixture.broker.trusted.cert);
      if (name === 'mqtt_key') await put(name, fixture.broker.trusted.key);
    }
  });

  journey('AT+SYSFLASH writes what serves, as AtPKI.py packs it or as PEM', async (fixture) => {
    const { ports, trusted } = fixture.broker;
    const device = await fixture.device();
    await device.getTime();
    const packed = writePkiImage([{ kind: 'ca', id: 0, content: Buffer.from(trusted.ca) }]);
    const pieces = {
      mqtt_ca: packed,
      mqtt_cert: Buffer.from(trusted.cert),
      mqtt_key: Buffer.from(trusted.key),
    };
    for (const [name, bytes] of Object.entries(pieces)) {
      await device.host.ask(`AT+SYSFLASH=0,"${name}"`, '⏎OK⏎');
      await device.host.askWithData(`AT+SYSFLASH=1,"${name}",0,${bytes.length}`, bytes, '⏎OK⏎');
    }
    await device.connect({ scheme: 5, port: ports.tlsMutual });
  });

  journey('what AT+SYSMFG stores is such a file', async (fixture) => {
    const { folder, fileOf } = await flashFolder(fixture);
    const device = await fixture.device({}, openFlashDirectory(folder));
    await device.store(fixture.broker.trusted);
    for (const [piece, pem] of Object.entries(fixture.broker.trusted)) {
      expect(await readFile(fileOf(`mqtt_${piece}`), 'utf8')).toBe(pem);
    }
  });
});
