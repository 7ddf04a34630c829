import { describe, expect, onTestFinished, test } from 'vitest';
import { type Message, textOf } from '#messages/message';
import { writePkiImage } from '#module/flash/pki-image';
import { tlsCheck } from '#node/tls-check';
import { makeBadFiles } from '../../support/bad-files.ts';
import { bareModule } from '../../support/bare-module.ts';
import { messagesWithin } from '../../support/messages-within.ts';

const made = await makeBadFiles();
const RAW = /error:|routines|OSSL|ERR_|DECODER|asn1|::/;
const NO_TLS = 'ERR CODE:0x010a6009\r\nERR CODE:0x010a600a\r\n\r\nERROR\r\n';

/** A module that has joined, its host, and what its log says. */
async function device() {
  const log: Message[] = [];
  const bare = bareModule([], { tls: tlsCheck, log: (_level, _namespace, said) => log.push(said) });
  onTestFinished(() => bare.module.powerOff());
  const host = bare.addHost('host', { echo: false });
  bare.module.boot();
  await host.expect('WIFI GOT IP\r\n');
  host.send('AT+SYSLOG=1\r\n');
  await host.expect('OK\r\n');
  return {
    flash: bare.module.flash,
    log,
    within: () => log.flatMap(messagesWithin),
    /** Writes bytes as a host does. */
    async write(command: string, content: Buffer): Promise<void> {
      host.send(`${command},${content.length}\r\n`);
      await host.expect('>');
      host.send(content);
      await host.expect('OK\r\n');
    },
    async connect(scheme = 5): Promise<string> {
      host.send(`AT+MQTTUSERCFG=0,${scheme},"c","","",0,0,""\r\n`);
      await host.expect('OK\r\n');
      host.send('AT+MQTTCONN=0,"127.0.0.1",8883,0\r\n');
      return host.expect(/(?:OK|ERROR)\r\n/);
    },
  };
}

/** What the log says when a link with these is to be connected, and what the host gets. */
async function connectWith(stored: Readonly<Record<string, Buffer | string>>) {
  const { flash, log, within, connect } = await device();
  const good = { mqtt_ca: made.authority.cert, mqtt_cert: made.client.cert, mqtt_key: made.client.key };
  for (const [name, value] of Object.entries({ ...good, ...stored })) {
    flash.manufacturing.write(name, name, { type: 8, value: Buffer.from(value) });
  }
  return { heard: await connect(), log, within: within() };
}

describe.each([
  ['mqtt_ca', made.certificates, '6022'],
  ['mqtt_cert', made.certificates, '6024'],
  ['mqtt_key', made.keys, '6026'],
] as const)('in %s', (name, files, code) => {
  test.each(Object.entries(files))('%s', async (_, { content, key, params = {} }) => {
    const { heard, within, log } = await connectWith({ [name]: content });
    expect(within).toContainEqual({
      key: `certificates.${key}`,
      params: expect.objectContaining({ file: `${name}.pem`, ...params }),
    });
    expect(heard).toContain(`ERR CODE:0x010a${code}\r\n${NO_TLS}`);
    const texts = log.map(textOf).join('\n');
    expect(texts).toContain(`"${name}","${name}" cannot be read: `);
    expect(texts).not.toMatch(RAW);
    expect(texts).not.toContain('PRIVATE KEY');
  });
});

test('certificate and key in each other’s place', async () => {
  const { heard, within } = await connectWith({ mqtt_cert: made.client.key, mqtt_key: made.client.cert });
  expect(heard).toContain('ERR CODE:0x010a6024');
  expect(within).toContainEqual({
    key: 'certificates.exchanged',
    params: { file: 'mqtt_cert.pem', other: 'mqtt_key.pem' },
  });
});

test.each([
  ['a key of another certificate', { mqtt_key: made.rsa.key }, 'foreignKey', { ca: false }],
  ['the certificate of the CA', { mqtt_cert: made.authority.cert }, 'foreignKey', { ca: true }],
  [
    'a chain in the wrong order',
    { mqtt_cert: made.authority.cert + made.client.cert },
    'ownNotFirst',
    { nth: 2 },
  ],
])('%s', async (_, stored, key, params) => {
  const { heard, within, log } = await connectWith(stored);
  expect(heard).toContain(NO_TLS);
  expect(within).toContainEqual({
    key: `certificates.${key}`,
    params: { cert: 'mqtt_cert.pem', key: 'mqtt_key.pem', ...params },
  });
  expect(log.map(textOf).join('\n')).not.toMatch(RAW);
});

describe('what a host writes', () => {
  const wrong = Object.entries(made.keys).filter(([, { key }]) => !key.startsWith('der'));

  test.each(wrong)('AT+SYSMFG warns of a key: %s', async (_, { content, key }) => {
    const { write, log } = await device();
    await write('AT+SYSMFG=2,"mqtt_key","mqtt_key",8', content);
    expect(log).toContainEqual({
      key: 'flash.storedUnusable',
      params: {
        place: '"mqtt_key","mqtt_key"',
        why: expect.objectContaining({ key: `certificates.${key}` }),
      },
    });
  });

  test('AT+SYSMFG says nothing of what can be used, nor of a namespace of one’s own', async () => {
    const { write, log } = await device();
    await write('AT+SYSMFG=2,"mqtt_key","mqtt_key",8', Buffer.from(made.client.key));
    await write('AT+SYSMFG=2,"my_key","k",8', Buffer.from('anything'));
    expect(log.filter(({ key }) => key === 'flash.storedUnusable')).toEqual([]);
  });

  test('AT+SYSFLASH warns of an image for another partition, and the connection tells it', async () => {
    const { write, log, connect } = await device();
    const image = writePkiImage([{ kind: 'key', id: 0, content: Buffer.from(made.client.key) }]);
    await write('AT+SYSFLASH=1,"mqtt_ca",0', image);
    const why = { key: 'certificates.keyInstead', params: { file: 'mqtt_ca.pem' } };
    const place = '"mqtt_ca","mqtt_ca"';
    expect(log).toContainEqual({ key: 'flash.storedUnusable', params: { place, why } });
    expect(await connect(3)).toContain('ERR CODE:0x010a6022');
  });

  test('an image that AT+SYSFLASH has not written to its end is told as that', async () => {
    const { write, log, within, connect } = await device();
    const image = writePkiImage([{ kind: 'ca', id: 0, content: Buffer.from(made.authority.cert) }]);
    await write('AT+SYSFLASH=1,"mqtt_ca",0', image.subarray(0, 200));
    expect(log.filter(({ key }) => key === 'flash.storedUnusable')).toEqual([]);
    expect(await connect(3)).toContain('ERR CODE:0x010a6021');
    const why = { key: 'pki.cut', params: { bytes: 200, whole: image.length } };
    expect(within()).toContainEqual({ key: 'link.notInPartition', params: { name: 'mqtt_ca', why } });
  });

  test('PEM that AT+SYSFLASH writes in pieces is warned of only when it is there and wrong', async () => {
    const { write, log } = await device();
    const pem = Buffer.from(made.client.key);
    await write('AT+SYSFLASH=1,"mqtt_key",0', pem.subarray(0, 100));
    await write('AT+SYSFLASH=1,"mqtt_key",100', pem.subarray(100));
    expect(log.filter(({ key }) => key === 'flash.storedUnusable')).toEqual([]);
    await write('AT+SYSFLASH=1,"mqtt_cert",0', pem);
    expect(log.at(-1)).toMatchObject({
      key: 'flash.storedUnusable',
      params: { place: '"mqtt_cert","mqtt_cert"' },
    });
  });
});
