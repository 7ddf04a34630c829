import { describe, expect, it, test } from 'vitest';
import { message } from '#messages/message';
import { Session } from '#mqtt/client/session';
import type { ConnectOptions } from '#mqtt/codec/connect';
import { isMqttError } from '#mqtt/errors';
import { Bench, CLEAN, failure, PERSISTENT } from './support/bench.ts';
import { turn } from './support/fake-timers.ts';
import { RecordingStore } from './support/recording-store.ts';

describe('CONNECT', () => {
  it('leaves once the transport is open, not before', async () => {
    const bench = new Bench();
    const connecting = bench.client.connect(CLEAN, 15_000);
    await turn();
    expect(bench.wire.writes).toEqual([]);
    await bench.open();
    // 10: CONNECT, 17 bytes; "MQTT" level 4, flags clean session, keep alive 0, client identifier "bench".
    expect(bench.wire.writes.map((bytes) => bytes.toString('hex'))).toEqual([
      '101100044d5154540402000000056265' + '6e6368',
    ]);
    bench.wire.say({ cmd: 'connack', returnCode: 0, sessionPresent: false });
    expect(await connecting).toEqual({ sessionPresent: false });
  });

  it('carries user name, binary password, will and keep alive', async () => {
    const bench = new Bench();
    const will = { topic: 'last/温', payload: Buffer.from([0, 255]), qos: 2 as const, retain: true };
    const password = Buffer.from([1, 2, 0, 255]);
    const options: ConnectOptions = { ...PERSISTENT, username: 'ü', password, will, keepAliveSeconds: 120 };
    void bench.client.connect(options, 15_000).catch(() => {});
    await bench.open();
    expect(bench.wire.heard()).toMatchObject([
      { cmd: 'connect', clean: false, keepalive: 120, username: 'ü', password, will, clientId: 'bench' },
    ]);
    bench.client.destroy();
  });

  it('may have an empty client identifier with a clean session', async () => {
    const bench = new Bench();
    void bench.client.connect({ ...CLEAN, clientId: '' }, 15_000).catch(() => {});
    await bench.open();
    expect(bench.wire.heard()).toMatchObject([{ cmd: 'connect', clientId: '' }]);
    bench.client.destroy();
  });

  const will = { topic: 'w', payload: Buffer.alloc(0), qos: 0 as const, retain: false };
  test.each<[string, Partial<ConnectOptions>]>([
    ['an empty client identifier without clean session', { clientId: '', cleanSession: false }],
    ['a password without user name', { password: Buffer.from('x') }],
    ['NUL in the client identifier', { clientId: 'a\0' }],
    ['a user name of 65536 bytes', { username: 'a'.repeat(65_536) }],
    ['a password of 65536 bytes', { username: '', password: Buffer.alloc(65_536) }],
    ['a will topic with a wildcard', { will: { ...will, topic: 'a/#' } }],
    ['a will message of 65536 bytes', { will: { ...will, payload: Buffer.alloc(65_536) } }],
    ['a keep alive of 65536 s', { keepAliveSeconds: 65_536 }],
    ['a keep alive of half a second', { keepAliveSeconds: 0.5 }],
  ])('with %s is not sent', async (_, wrong) => {
    const bench = new Bench();
    expect((await failure(bench.client.connect({ ...CLEAN, ...wrong }, 1000))).code).toBe('INVALID');
    expect(bench.wires).toEqual([]);
  });

  it('is refused while there is a connection, and possible again afterwards', async () => {
    const bench = new Bench();
    const connecting = bench.connect();
    expect((await failure(bench.client.connect(CLEAN, 1000))).code).toBe('INVALID');
    await connecting;
    expect((await failure(bench.client.connect(CLEAN, 1000))).code).toBe('INVALID');
    bench.wire.events.closed();
    await bench.connect();
    expect(bench.wires.length).toBe(2);
  });
});

describe('a connection that fails', () => {
  it('to open rejects with the cause in plain words', async () => {
    const bench = new Bench({ peer: message('mqtt.brokerAt', { address: '192.0.2.1:1883' }) });
    const connecting = failure(bench.client.connect(CLEAN, 15_000));
    await turn();
    const cause = new Error('nothing listens there');
    bench.wire.events.closed(cause);
    const error = await connecting;
    expect(error).toMatchObject({ code: 'CONNECT_FAILED', cause });
    expect(error.message).toBe('could not connect to the broker at 192.0.2.1:1883: nothing listens there');
    expect(bench.closed).toEqual([]);
    expect(bench.timers.pending).toBe(0);
  });

  it('because dialling throws rejects too', async () => {
    const bench = new Bench({
      dial: () => {
        throw new RangeError('port 70000 is none');
      },
    });
    expect(await failure(bench.client.connect(CLEAN, 1000))).toMatchObject({ code: 'CONNECT_FAILED' });
    expect(await failure(bench.client.connect(CLEAN, 1000))).toMatchObject({ code: 'CONNECT_FAILED' });
  });

  it('closed before CONNACK rejects with CONNECT_FAILED', async () => {
    const bench = new Bench();
    const connecting = failure(bench.client.connect(CLEAN, 15_000));
    await bench.open();
    bench.wire.events.closed();
    expect((await connecting).message).toBe('the broker closed the connection before CONNACK');
    expect(bench.log).toEqual([]);
  });

  test.each([
    [false, 'the broker was not reached within 15000 ms'],
    [true, 'no CONNACK came from the broker within 15000 ms'],
  ])('in time (opened: %s) destroys the transport', async (opened, message) => {
    const bench = new Bench();
    const connecting = failure(bench.client.connect(CLEAN, 15_000));
    await turn();
    if (opened) await bench.open();
    await bench.timers.advance(14_999);
    expect(bench.wire.destroyed).toBe(false);
    await bench.timers.advance(1);
    expect(await connecting).toMatchObject({ code: 'CONNECT_TIMEOUT', message });
    expect(bench.wire.destroyed).toBe(true);
    expect(bench.timers.pending).toBe(0);
  });

  test.each([
    [1, 'unacceptable protocol version'],
    [2, 'identifier rejected'],
    [3, 'server unavailable'],
    [4, 'bad user name or password'],
    [5, 'not authorised'],
    [6, 'does not define'],
  ])('with return code %i says why', async (returnCode, words) => {
    const bench = new Bench();
    const connecting = failure(bench.client.connect(CLEAN, 15_000));
    await bench.open();
    bench.wire.say({ cmd: 'connack', returnCode, sessionPresent: false });
    const error = await connecting;
    expect(error).toMatchObject({ code: 'REFUSED', returnCode });
    expect(error.message).toContain(words);
    expect(error.message).toContain(`(return code ${returnCode})`);
    expect(bench.wire.destroyed).toBe(true);
    expect(bench.log).toEqual([]);
  });

  it('rejects with CLOSED when this side gives up, and hears nothing more', async () => {
    const bench = new Bench();
    const connecting = failure(bench.client.connect(CLEAN, 15_000));
    await bench.open();
    bench.client.destroy();
    bench.wire.say({ cmd: 'connack', returnCode: 0, sessionPresent: false });
    expect((await connecting).code).toBe('CLOSED');
    expect(bench.wire.destroyed).toBe(true);
    expect(bench.log).toEqual([]);
  });

  it('rejects with STORE when the session cannot be cleared', async () => {
    const store = new RecordingStore();
    const bench = new Bench({ session: new Session(store) });
    store.failing = 'clear';
    const error = await failure(bench.client.connect(CLEAN, 1000));
    expect(isMqttError(error, 'STORE')).toBe(true);
    expect(bench.wires).toEqual([]);
  });
});

describe('CONNACK', () => {
  it('reports the session only when one was asked for', async () => {
    expect(await new Bench().connect(PERSISTENT, true)).toEqual({ sessionPresent: true });
    expect(await new Bench().connect(CLEAN, true)).toEqual({ sessionPresent: false });
  });

  it('is told before messages that come in the same chunk', async () => {
    const bench = new Bench();
    const connecting = bench.client.connect(PERSISTENT, 1000);
    await bench.open();
    bench.wire.say(
      { cmd: 'connack', returnCode: 0, sessionPresent: true },
      { cmd: 'publish', topic: 't', payload: 'kept', qos: 0, retain: false, dup: false },
    );
    expect(bench.log).toEqual(['connected true', 'message']);
    await connecting;
  });

  test.each([
    ['is missing', '900300010 0'],
    ['comes twice', '20020000' + '20020000'],
    ['has reserved flags', '20020200'],
    ['is too short', '200100'],
    ['is too long', '2003000000'],
  ])('that %s ends the connection with PROTOCOL', async (_, hex) => {
    const bench = new Bench();
    const connecting = bench.client.connect(CLEAN, 1000);
    const outcome = connecting.then(
      () => undefined,
      (error: Error) => error,
    );
    await bench.open();
    bench.wire.sayBytes(Buffer.from(hex.replace(' ', ''), 'hex'));
    const error = (await outcome) ?? bench.closed[0];
    expect(error).toMatchObject({ code: 'PROTOCOL' });
    expect(bench.wire.destroyed).toBe(true);
  });
});
