import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Broker, startBroker } from '#broker/index';
import { Authority, days, type Identity } from '../support/certificates.ts';
import { startServer, type TlsServerOptions } from '../support/tls-servers.ts';
import { folder, start } from './program.ts';

let broker: Broker;
/** Of the broker's listeners. */
let ports: { tcp: number; tls: number; ws: number; wss: number };

beforeAll(async () => {
  broker = await startBroker({ tcp: { port: 0 }, tls: { port: 0 }, ws: { port: 0 }, wss: { port: 0 } });
  const [tcp = 0, tls = 0, ws = 0, wss = 0] = broker.listeners.map(({ port }) => port);
  ports = { tcp, tls, ws, wss };
});

afterAll(() => broker.close());

async function doctor(...args: readonly (string | number)[]) {
  const program = start(['doctor', ...args.map(String)]);
  return { code: await program.exited, out: program.stdout(), err: program.stderr() };
}

/** Writes PEM texts into files. @returns the options that name them */
function files(pems: { ca?: string; cert?: string; key?: string }): string[] {
  const here = folder();
  return Object.entries(pems).flatMap(([name, pem]) => {
    const file = join(here, `${name}.pem`);
    writeFileSync(file, pem, { mode: 0o600 });
    return [`--${name}`, file];
  });
}

/** The broker's CA, its client certificate and the key. */
function trusted() {
  const { certificates } = broker;
  if (certificates === undefined) throw new Error('the broker has made no certificates');
  const { ca, client } = certificates;
  return { ca, cert: client.cert, key: client.key };
}

/** A server with a certificate of its own, whose CA is returned as options. */
async function serverWith(
  make: (authority: Authority) => Promise<Identity>,
  more?: Partial<TlsServerOptions>,
) {
  const authority = await Authority.root('bench CA');
  const server = await startServer({ tls: { identity: await make(authority), ...more } });
  onTestFinished(() => server.close());
  return { port: server.port, ca: files({ ca: authority.cert }) };
}

describe('exit code 0, every step, and the commands that make a module do the same', () => {
  test('scheme 1', async () => {
    const { code, out, err } = await doctor(1, `127.0.0.1:${ports.tcp}`);
    expect(err).toBe('');
    expect(out).toBe(
      [
        `tcp      connected to 127.0.0.1 port ${ports.tcp}`,
        'mqtt     CONNACK: accepted',
        'A module does the same with:',
        '  AT+MQTTUSERCFG=0,1,"atmqtt-doctor","","",0,0,""',
        `  AT+MQTTCONN=0,"127.0.0.1",${ports.tcp},0`,
        '',
      ].join('\n'),
    );
    expect(code).toBe(0);
  });

  test('scheme 3, with a name, SNI and ALPN', async () => {
    const names = ['--sni', 'localhost', '--alpn', 'mqtt', '--alpn', 'x-second'];
    const { ca } = trusted();
    const { code, out } = await doctor(3, `localhost:${ports.tls}`, ...files({ ca }), ...names);
    expect(out).toMatch(/^name {5}127\.0\.0\.1$/m);
    expect(out).toMatch(/^tls {6}TLSv1\.3, TLS_\w+; ALPN: mqtt$/m);
    expect(out).toMatch(/^ {9}localhost, issued by atmqtt test CA \w+, valid [-\d]{10} to [-\d]{10}$/m);
    expect(out).toContain("verify   the broker's certificate is valid\nmqtt     CONNACK: accepted\n");
    expect(out.slice(out.indexOf('A module'))).toBe(
      [
        'A module does the same with:',
        '  AT+CIPSNTPCFG=1,0      and wait for +TIME_UPDATED',
        `  AT+SYSMFG=2,"mqtt_ca","mqtt_ca",8,${ca.length}      then send the bytes of the file`,
        '  AT+MQTTUSERCFG=0,3,"atmqtt-doctor","","",0,0,""',
        '  AT+MQTTALPN=0,2,"mqtt","x-second"',
        '  AT+MQTTSNI=0,"localhost"',
        `  AT+MQTTCONN=0,"localhost",${ports.tls},0`,
        '',
      ].join('\n'),
    );
    expect(code).toBe(0);
  });

  test('scheme 5', async () => {
    const { code, out } = await doctor(5, `127.0.0.1:${ports.tls}`, ...files(trusted()));
    for (const name of ['mqtt_ca', 'mqtt_cert', 'mqtt_key']) {
      expect(out).toContain(`  AT+SYSMFG=2,"${name}","${name}",8,`);
    }
    expect(out).toContain('  AT+MQTTUSERCFG=0,5,"atmqtt-doctor","","",0,0,""\n');
    expect(code).toBe(0);
  });

  test('scheme 6', async () => {
    const { code, out } = await doctor(6, `127.0.0.1:${ports.ws}`, '--path', 'mqtt');
    expect(out).toContain('ws       HTTP 101, subprotocol mqtt\nmqtt     CONNACK: accepted\n');
    expect(out).toContain('  AT+MQTTUSERCFG=0,6,"atmqtt-doctor","","",0,0,"mqtt"\n');
    expect(code).toBe(0);
  });

  for (const scheme of [8, 10]) {
    test(`scheme ${scheme}`, async () => {
      const { code, out } = await doctor(scheme, `127.0.0.1:${ports.wss}`, ...files(trusted()));
      expect(out.indexOf("verify   the broker's certificate")).toBeGreaterThan(0);
      expect(out.indexOf('ws       HTTP 101')).toBeGreaterThan(out.indexOf('verify'));
      expect(out.includes('AT+SYSMFG=2,"mqtt_key"')).toBe(scheme === 10);
      expect(code).toBe(0);
    });
  }

  test('a scheme that does not look says so', async () => {
    const { code, out } = await doctor(2, `127.0.0.1:${ports.tls}`);
    expect(out).toContain('verify   not checked with this scheme\n');
    expect(code).toBe(0);
  });

  test('a password is used and not shown', async () => {
    const user = ['--username', 'me', '--password', 'open sesame'];
    const { code, out } = await doctor(1, `127.0.0.1:${ports.tcp}`, ...user);
    expect(out).toContain('AT+MQTTUSERCFG=0,1,"atmqtt-doctor","me","<password>",0,0,""');
    expect(out).not.toContain('open sesame');
    expect(code).toBe(0);
  });
});

describe('exit code 1 and what is wrong', () => {
  async function unwell(reason: string | RegExp, ...args: readonly (string | number)[]): Promise<void> {
    const { code, out, err } = await doctor(...args);
    const failed = out.split('\n').find((line) => line.startsWith('failed   '));
    expect(failed).toMatch(reason);
    expect(err).toBe('');
    expect(code).toBe(1);
  }

  test('nobody listens', () => unwell('nothing listens on that port', 1, '127.0.0.1:1'));

  test('the name is wrong', () =>
    unwell(
      'the certificate is not for elsewhere.test, but for localhost, ',
      ...[3, `127.0.0.1:${ports.tls}`, '--sni', 'elsewhere.test', ...files(trusted())],
    ));

  test('the CA is another', async () => {
    const stranger = await Authority.root('another CA');
    const address = `127.0.0.1:${ports.wss}`;
    await unwell('which is not the trusted CA (another CA)', 8, address, ...files({ ca: stranger.cert }));
  });

  test('the certificate has expired', async () => {
    const dates = { from: days(-9), to: days(-3) };
    const { port, ca } = await serverWith((authority) => authority.server({ name: '127.0.0.1', ...dates }));
    await unwell(/certificate of 127\.0\.0\.1 expired on 20\d\d-\d\d-\d\d/, 3, `127.0.0.1:${port}`, ...ca);
  });

  test('a key is shorter than a module takes', async () => {
    const short = { name: '127.0.0.1', names: ['127.0.0.1'], key: 'shortRSA' } as const;
    const { port, ca } = await serverWith((authority) => authority.server(short), {
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    await unwell('the certificate of 127.0.0.1 has an RSA key of 1024 bits', 3, `127.0.0.1:${port}`, ...ca);
  });

  test('a client certificate is asked for', async () => {
    const clients = await Authority.root('client CA');
    const { port, ca } = await serverWith((authority) => authority.server({ name: '127.0.0.1' }), {
      clientCa: clients.cert,
    });
    await unwell('requires a client certificate, and none was sent', 3, `127.0.0.1:${port}`, ...ca);
  });

  test('no application protocol is known', async () => {
    const { port, ca } = await serverWith((authority) => authority.server({ name: '127.0.0.1' }), {
      alpn: ['x-other'],
    });
    const address = `127.0.0.1:${port}`;
    await unwell('none of the offered application protocols (ALPN)', 3, address, ...ca, '--alpn', 'mqtt');
  });

  test('the port is for plain MQTT', () =>
    unwell('perhaps this port does not use TLS', 3, `127.0.0.1:${ports.tcp}`, ...files(trusted())));

  test('the port is for MQTT, not WebSocket', () =>
    unwell('without answering the WebSocket upgrade', 6, `127.0.0.1:${ports.tcp}`));

  test('the port is for WebSocket, not MQTT', () =>
    unwell('answers in HTTP, not in MQTT', 1, `127.0.0.1:${ports.ws}`));

  test('the key does not belong to the certificate', async () => {
    const other = await (await Authority.root('another CA')).client({ name: 'other' });
    const pair = files({ cert: trusted().cert, key: other.key });
    await unwell('the client key does not match', 4, `127.0.0.1:${ports.tls}`, ...pair);
  });
});

describe('exit code 2 for what cannot be tried', () => {
  async function refused(reason: string, ...args: readonly (string | number)[]): Promise<void> {
    const { code, out, err } = await doctor(...args);
    expect(err).toBe(`atmqtt: ${reason}\n`);
    expect(out).toBe('');
    expect(code).toBe(2);
  }

  test.each(['0', '11', '1.5', 'tls'])('scheme %s', (scheme) =>
    refused(`There is no scheme ${scheme}; they go from 1 (TCP) to 10.`, scheme, '127.0.0.1:1'),
  );

  test.each(['127.0.0.1', '127.0.0.1:0', '127.0.0.1:65536', 'mqtt://127.0.0.1:1883', ''])(
    'the address %j',
    (address) => refused(`${JSON.stringify(address)} is not an address; give HOST:PORT.`, 1, address),
  );

  test('no CA for a scheme that verifies', () =>
    refused("Scheme 3 verifies the broker's certificate: give the CA with --ca FILE.", 3, '127.0.0.1:1'));

  test('no key for a scheme with a client certificate', () =>
    refused(
      'Scheme 4 sends a client certificate: give it with --cert FILE and --key FILE.',
      ...[4, '127.0.0.1:1', ...files({ cert: trusted().cert })],
    ));

  test('a file that is not there', async () => {
    const missing = join(folder(), 'ca.pem');
    const { code, err } = await doctor(3, '127.0.0.1:1', '--ca', missing);
    expect(err).toMatch(/^atmqtt: .*ca\.pem cannot be read: ENOENT.*\.\n$/);
    expect(code).toBe(2);
  });
});
