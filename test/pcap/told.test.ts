import { generate } from 'mqtt-packet';
import { expect, test } from 'vitest';
import { message } from '#messages/message';
import { TransportError } from '#mqtt/transport-error';
import type { ModuleCapture } from '#pcap/module-capture';
import { said } from '../support/said.ts';
import { inMemory, owner, ScriptedWire } from './support/scripted.ts';

const told = (key: string, params?: unknown) => ({ key: `pcap.${key}`, params });
const CONNECT = generate({
  cmd: 'connect',
  protocolId: 'MQTT',
  clientId: 'lamp',
  clean: true,
  keepalive: 60,
  username: 'u',
  password: Buffer.from('secret'),
});
const REASON = message('transport.reset', { code: 'ECONNRESET' });

/** A host connects link 0 over TLS and WebSocket, and its command fails once CONNECT is out. */
function failingConnect(module: ModuleCapture, reason = REASON): void {
  const shown = 'AT+MQTTCONN=0,"127.0.0.1",8884,0';
  module.observer.traffic?.({ host: 'tcp', bytes: Buffer.from(shown), shown });
  const wire = new ScriptedWire();
  const route = { host: '127.0.0.1', port: 8884, path: '/mqtt', tls: {} } as never;
  const transport = module.dial(wire.dial)(route, 0)(owner());
  wire.connects('127.0.0.1', 8884, '127.0.0.1', 50_000);
  const [version, cipher] = ['TLSv1.3', 'TLS_AES_128_GCM_SHA256'];
  wire.observe({
    step: 'tls',
    found: 'session',
    version,
    cipher,
    alpn: undefined,
    chain: [],
    own: undefined,
  });
  wire.observe({ step: 'tls', found: 'verification', verified: false });
  wire.observe({ step: 'websocket', found: 'answer', status: 101, subprotocol: 'mqtt' });
  wire.events.open();
  transport.write(CONNECT);
  const failure = { codes: [], reason };
  module.observer.command?.({ host: 'tcp', line: shown, reply: 'ERROR', ok: false, ms: 1, failure });
}

test('what a capture says of itself, its modules and their packets', () => {
  const comments = said();
  const { capture, file } = inMemory();
  failingConnect(capture.forModule('lamp', 'lamp'));
  file();
  expect(comments).toEqual([
    told('about'),
    told('interface', { module: 'lamp' }),
    told('dials', { link: 0, address: '127.0.0.1:8884', way: 'WebSocket over TLS' }),
    told('otherPort', { port: 8884 }),
    told('command', { link: 0, name: 'AT+MQTTCONN', host: 'tcp' }),
    told('tls', { scheme: 7, version: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256', verified: false }),
    told('webSocket', expect.objectContaining({ status: 101, subprotocol: 'mqtt' })),
    told('command', { link: 0, name: 'AT+MQTTCONN', host: 'tcp' }),
    told('passwordMasked'),
    told('commandFailed', { link: 0, name: 'AT+MQTTCONN', host: 'tcp', reason: REASON }),
  ]);
});

test.each([
  ['127.0.0.1:1883', 1883, undefined, undefined, 'TCP'],
  ['127.0.0.1:8883', 8883, {}, undefined, 'TLS'],
  ['127.0.0.1:80', 80, undefined, '/mqtt', 'WebSocket'],
] as const)('a module that connects to %s by itself, and does not', (address, port, tls, path, way) => {
  const comments = said();
  const { capture, file } = inMemory();
  const wire = new ScriptedWire();
  const route = { host: '127.0.0.1', port, tls, path } as never;
  capture.forModule('lamp', 'lamp').dial(wire.dial)(route, 1)(owner());
  wire.connects('127.0.0.1', port, '127.0.0.1', 50_000);
  wire.events.closed(new TransportError('CLOSED', 'tcp', REASON));
  file();
  const rest = comments.slice(2);
  expect(rest).toContainEqual(told('dials', { link: 1, address, way }));
  expect(rest).toContainEqual(told('byItself', { link: 1 }));
  expect(rest).toContainEqual(told('failed', { link: 1, reason: REASON }));
});

test('what has no packet, of several modules', () => {
  const comments = said();
  const { capture, file } = inMemory({ several: true });
  const { observer } = capture.forModule('lamp', 'lamp');
  const rule = 'publish-qos';
  observer.compat?.({ rule, reason: REASON });
  observer.connectFailed?.({ link: 0, reason: REASON });
  file();
  const ofModule = (inner: unknown) => told('ofModule', { module: 'lamp', said: inner });
  expect(comments).toContainEqual(told('notes'));
  expect(comments).toContainEqual(ofModule(told('compat', { rule, reason: REASON })));
  expect(comments).toContainEqual(ofModule(told('failed', { link: 0, reason: REASON })));
});
