import { once } from 'node:events';
import { connect, type NetConnectOpts } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createModule, type VirtualModule } from '#library/index';
import type { PortInfo } from '#ports/index';
import type { TestHost } from '#testing/index';
import { hostOn } from '../support/hosts.ts';
import { eventually, tempFolder, within } from './support/helpers.ts';

// Connections to ports that listen which begin with another protocol than AT commands [B-HOST-4].

const BODY = 'AT+CWMODE=3\r\nAT+SYSSTORE=0\r\n';
const TLS_HELLO = Buffer.from('16030100c8010000c40303', 'hex');
const FOREIGN: readonly (readonly [string, Buffer | string, RegExp])[] = [
  ['POST', `POST / HTTP/1.1\r\nHost: 127.0.0.1:3333\r\nContent-Length: ${BODY.length}\r\n\r\n`, /HTTP/],
  ['GET', 'GET /AT HTTP/1.1\r\n', /HTTP/],
  ['a method nobody knows', 'FETCH /a HTTP/1.1\r\n', /HTTP/],
  ['a method of the module', 'ACL /a HTTP/1.1\r\n', /HTTP/],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', /HTTP/],
  ['a line end first', '\r\nPOST / HTTP/1.1\r\n', /HTTP/],
  ['RTSP', 'DESCRIBE rtsp://a/b RTSP/1.0\r\n', /HTTP/],
  ['the rest of a request', 'P/1.1\r\nHost: 127.0.0.1\r\n', /HTTP/],
  ['TLS', TLS_HELLO, /TLS/],
  ['SSH', 'SSH-2.0-OpenSSH_9.2\r\n', /SSH/],
  ['PROXY v1', 'PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n', /PROXY/],
  ['PROXY v2', Buffer.from('0d0a0d0a000d0a515549540a2111000c', 'hex'), /PROXY/],
  ['MQTT', Buffer.from('101000044d51545404020005000461626364', 'hex'), /MQTT/],
  ['Modbus TCP', Buffer.from('000100000006010300000002', 'hex'), /Modbus TCP/],
  ['Modbus RTU', Buffer.from('010300000002c40b', 'hex'), /Modbus RTU/],
  ['AMQP 0-9-1', Buffer.from('414d515000000901', 'hex'), /AMQP/],
  ['AMQP 1.0 with SASL', Buffer.from('414d515003010000', 'hex'), /AMQP/],
  ['STOMP', 'CONNECT\naccept-version:1.2\nhost:a\n\n\0', /STOMP/],
  ['Redis', '*1\r\n$4\r\nPING\r\n', /Redis/],
  ['PostgreSQL with TLS', Buffer.from('0000000804d2162f', 'hex'), /PostgreSQL/],
  ['PostgreSQL', Buffer.from('00000010000300007573657200610000', 'hex'), /PostgreSQL/],
  ['SOCKS', Buffer.from('050100', 'hex'), /SOCKS/],
  ['RDP', Buffer.from('030000130ee000000000000100080003000000', 'hex'), /RDP/],
  ['esptool', Buffer.from('c0000824000000000007071220555555', 'hex'), /esptool/],
  ['STUN', Buffer.from('000100002112a442000102030405060708090a0b', 'hex'), /STUN/],
];
const KINDS = [
  ['tcp-listen', () => 'tcp-listen:0'],
  ['rfc2217-listen', () => 'rfc2217-listen:0'],
  ['unix-listen', () => `unix-listen:${join(tempFolder(), 'esp.sock')}`],
] as const;

interface DialledHost extends TestHost {
  /** Resolves when its connection has closed. */
  readonly gone: Promise<unknown>;
}

interface Fixture {
  readonly module: VirtualModule;
  readonly log: string[];
  /** The lines that were run. */
  readonly ran: string[];
  dial(): Promise<DialledHost>;
}

async function listening(spec: string): Promise<Fixture> {
  const log: string[] = [];
  const ran: string[] = [];
  const module = createModule({
    log: ({ level, text }) => log.push(`${level}: ${text}`),
    observer: { command: ({ line, ok }) => ok && ran.push(line) },
  });
  onTestFinished(() => module.powerOff());
  const { info } = await module.openPort(spec);
  module.powerOn();
  return { module, log, ran, dial: () => dial(where(info)) };
}

function where(info: PortInfo): NetConnectOpts {
  if (info.kind === 'unix') return { path: info.path };
  if (info.kind === 'tcp' || info.kind === 'rfc2217') return { host: info.host, port: info.port };
  throw new Error(`a ${info.kind} is not dialled here`);
}

async function dial(target: NetConnectOpts): Promise<DialledHost> {
  const socket = connect(target);
  await within('connection', once(socket, 'connect'));
  onTestFinished(() => void socket.destroy());
  const gone = new Promise((resolve) => socket.once('close', resolve));
  return Object.assign(hostOn(socket.setNoDelay(true)), { gone });
}

describe.each(KINDS)('%s', (_name, spec) => {
  test.each(FOREIGN)(
    '%s: closed with a warning, and nothing of it is executed',
    async (_what, bytes, named) => {
      const { log, ran, dial } = await listening(spec());
      const host = await dial();
      host.send(Buffer.concat([Buffer.from(bytes), Buffer.from(BODY)]));
      await within('end', host.gone);
      expect(log.filter((line) => line.startsWith('warn') && line.includes('was disconnected'))).toEqual([
        expect.stringMatching(named),
      ]);
      // Another host finds the module as it was.
      const next = await dial();
      next.send('AT+CWMODE?\r\n');
      await next.expect('+CWMODE:1\r\n\r\nOK\r\n');
      expect(ran).toEqual(['AT+CWMODE?']);
    },
  );

  test('a request of Modbus RTU whose check sum is wrong is none', async () => {
    const { log, dial } = await listening(spec());
    const host = await dial();
    host.send(Buffer.concat([Buffer.from('010300000002c40c', 'hex'), Buffer.from('\r\nAT+CWMODE?\r\n')]));
    await host.expect('+CWMODE:1');
    expect(log.filter((line) => line.includes('was disconnected'))).toEqual([]);
  });

  test('the bytes come one by one', async () => {
    const { ran, dial } = await listening(spec());
    const host = await dial();
    let open = true;
    void host.gone.then(() => {
      open = false;
    });
    for (const byte of `POST / HTTP/1.1\r\n\r\n${BODY}`) {
      if (!open) break;
      host.send(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await within('end', host.gone);
    expect(ran).toEqual([]);
  });

  test('AT lines at once are run, and what follows them may be anything', async () => {
    const { log, dial } = await listening(spec());
    const host = await dial();
    host.send('AT\r\nPOST / HTTP/1.1\r\nHost: x\r\n\r\nATE0\r\n');
    await host.expect('ATE0\r\n\r\nOK\r\n');
    expect(log.filter((line) => line.includes('was disconnected'))).toEqual([]);
  });

  test.each(['at\r\n', '\r\nAT\r\n', '+++AT\r\n', 'A', 'ATE0', 'nonsense\r\nGET / HTTP/1.1\r\n', '+++'])(
    'a host that begins with %j stays',
    async (beginning) => {
      const { log, dial } = await listening(spec());
      const host = await dial();
      host.send(beginning);
      const more = beginning.endsWith('\n') ? 'AT+CWMODE?\r\n' : '\r\nAT+CWMODE?\r\n';
      host.send(more);
      await host.expect('+CWMODE:1');
      expect(log.filter((line) => line.includes('was disconnected'))).toEqual([]);
    },
  );

  describe('a host that goes on with the data of one that has gone', () => {
    async function inData(bytes: string) {
      const fixture = await listening(spec());
      const { dial, ran, log } = fixture;
      const first = await dial();
      first.send(`AT+SYSMFG=2,"client_cert","client_cert.0",8,${bytes.length}\r\n`);
      await first.expect('>');
      first.leave();
      await eventually('that it has gone', () => log.some((line) => line.includes('bytes are missing')));
      const next = await dial();
      next.send(bytes);
      await next.expect('OK\r\n');
      expect(ran).toHaveLength(2);
      return { ...fixture, next };
    }

    test('may begin with anything', async () => {
      const { next, log } = await inData('POST / HTTP/1.1\r\nHost: x\r\n');
      next.send('AT+CWMODE?\r\n');
      await next.expect('+CWMODE:1');
      expect(log.filter((line) => line.includes('was disconnected'))).toEqual([]);
    });

    test.each(['t: x\r\n\r\n', '/1.1\r\n', '\r\n\r\nbody=1\r\n'])(
      'is closed when %j of its request is left behind the data',
      async (rest) => {
        const { next, ran } = await inData('POST / HTTP');
        next.send(`${rest}${BODY}`);
        await within('end', next.gone);
        expect(ran).toHaveLength(2);
      },
    );
  });
});
