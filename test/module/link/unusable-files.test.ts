import { describe, expect, onTestFinished, test } from 'vitest';
import { type Message, textOf } from '#messages/message';
import { tlsCheck } from '#node/tls-check';
import { makeBadFiles } from '../../support/bad-files.ts';
import { bareModule } from '../../support/bare-module.ts';
import { messagesWithin } from '../../support/messages-within.ts';

const made = await makeBadFiles();
const RAW = /error:|routines|OSSL|ERR_|DECODER|asn1|::/;
const NO_TLS = 'ERR CODE:0x010a6009\r\nERR CODE:0x010a600a\r\n\r\nERROR\r\n';

/** What the log says when a link with these is to be connected, and what the host gets. */
async function connectWith(stored: Readonly<Record<string, Buffer | string>>, scheme = 5) {
  const log: Message[] = [];
  const bare = bareModule([], { tls: tlsCheck, log: (_level, _namespace, said) => log.push(said) });
  onTestFinished(() => bare.module.powerOff());
  const host = bare.addHost('host', { echo: false });
  bare.module.boot();
  await host.expect('WIFI GOT IP\r\n');
  host.send('AT+SYSLOG=1\r\n');
  await host.expect('OK\r\n');
  const good = { mqtt_ca: made.authority.cert, mqtt_cert: made.client.cert, mqtt_key: made.client.key };
  for (const [name, value] of Object.entries({ ...good, ...stored })) {
    bare.module.flash.manufacturing.write(name, name, { type: 8, value: Buffer.from(value) });
  }
  host.send(`AT+MQTTUSERCFG=0,${scheme},"c","","",0,0,""\r\n`);
  await host.expect('OK\r\n');
  host.send('AT+MQTTCONN=0,"127.0.0.1",8883,0\r\n');
  const heard = await host.expect(/(?:OK|ERROR)\r\n/);
  return { heard, log, within: log.flatMap(messagesWithin) };
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
