import { describe, expect, it, test } from 'vitest';
import { message } from '#messages/message';
import { Session } from '#mqtt/client/session';
import type { ConnectOptions } from '#mqtt/codec/connect';
import { isMqttError } from '#mqtt/errors';
import { CLEAN, ClientFixture, failure, PERSISTENT } from './support/client-fixture.ts';
import { turn } from './support/fake-timers.ts';
import { RecordingStore } from './support/recording-store.ts';

describe('CONNECT', () => {
  it('leaves once the transport is open, not before', async () => {
    const fixture = new ClientFixture();
    const connecting = fixture.client.connect(CLEAN, 15_000);
    await turn();
    expect(fixture.wire.writes).toEqual([]);
    await fixture.open();
    // 10: CONNECT, 17 bytes; "MQTT" level 4, flags clean session, keep alive 0, client identifier "bench".
    expect(fixture.wire.writes.map((bytes) => bytes.toString('hex'))).toEqual([
      '101100044d5154540402000000056265' + '6e6368',
    ]);
    fixture.wire.say({ cmd: 'connack', returnCode: 0, sessionPresent: false });
    expect(await connecting).toEqual({ sessionPresent: false });
  });

  it('carries user name, binary password, will and keep alive', async () => {
    const fixture = new ClientFixture();
    const will = { topic: 'last/温', payload: Buffer.from([0, 255]), qos: 2 as const, retain: true };
    const password = Buffer.from([1, 2, 0, 255]);
    const options: ConnectOptions = { ...PERSISTENT, username: 'ü', password, will, keepAliveSeconds: 120 };
    void fixture.client.connect(options, 15_000).catch(() => {});
    await fixture.open();
    expect(fixture.wire.heard()).toMatchObject([
      { cmd: 'connect', clean: false, keepalive: 120, username: 'ü', password, will, clientId: 'bench' },
    ]);
    fixture.client.destroy();
  });

  it('may have an empty client identifier with a clean session', async () => {
    const fixture = new ClientFixture();
    void fixture.client.connect({ ...CLEAN, clientId: '' }, 15_000).catch(() => {});
    await fixture.open();
    expect(fixture.wire.heard()).toMatchObject([{ cmd: 'connect', clientId: '' }]);
    fixture.client.destroy();
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
    const fixture = new ClientFixture();
    expect((await failure(fixture.client.connect({ ...CLEAN, ...wrong }, 1000))).code).toBe('INVALID');
    expect(fixture.wires).toEqual([]);
  });

  it('is refused while there is a connection, and possible again afterwards', async () => {
    const fixture = new ClientFixture();
    const connecting = fixture.connect();
    expect((await failure(fixture.client.connect(CLEAN, 1000))).code).toBe('INVALID');
    await connecting;
    expect((await failure(fixture.client.connect(CLEAN, 1000))).code).toBe('INVALID');
    fixture.wire.events.closed();
    await fixture.connect();
    expect(fixture.wires.length).toBe(2);
  });
});

describe('a connection that fails', () => {
  it('to open rejects with the cause in plain words', async () => {
    const fixture = new ClientFixture({ peer: message('mqtt.brokerAt', { address: '192.0.2.1:1883' }) });
    const connecting = failure(fixture.client.connect(CLEAN, 15_000));
    await turn();
    const cause = new Error('nothing listens there');
    fixture.wire.events.closed(cause);
    const error = await connecting;
    expect(error).toMatchObject({ code: 'CONNECT_FAILED', cause });
    expect(error.message).toBe('could not connect to the broker at 192.0.2.1:1883: nothing listens there');
    expect(fixture.closed).toEqual([]);
    expect(fixture.timers.pending).toBe(0);
  });

  it('because dialling throws rejects too', async () => {
    const fixture = new ClientFixture({
      dial: () => {
        throw new RangeError('port 70000 is none');
      },
    });
    expect(await failure(fixture.client.connect(CLEAN, 1000))).toMatchObject({ code: 'CONNECT_FAILED' });
    expect(await failure(fixture.client.connect(CLEAN, 1000))).toMatchObject({ code: 'CONNECT_FAILED' });
  });

  it('closed before CONNACK rejects with CONNECT_FAILED', async () => {
    const fixture = new ClientFixture();
    const connecting = failure(fixture.client.connect(CLEAN, 15_000));
    await fixture.open();
    fixture.wire.events.closed();
    expect((await connecting).message).toBe('the broker closed the connection before CONNACK');
    expect(fixture.log).toEqual([]);
  });

  test.each([
    [false, 'connecting to the broker timed out after 15000 ms'],
    [true, 'no CONNACK from the broker within 15000 ms'],
  ])('in time (opened: %s) destroys the transport', async (opened, message) => {
    const fixture = new ClientFixture();
    const connecting = failure(fixture.client.connect(CLEAN, 15_000));
    await turn();
    if (opened) await fixture.open();
    await fixture.timers.advance(14_999);
    expect(fixture.wire.destroyed).toBe(false);
    await fixture.timers.advance(1);
    expect(await connecting).toMatchObject({ code: 'CONNECT_TIMEOUT', message });
    expect(fixture.wire.destroyed).toBe(true);
    expect(fixture.timers.pending).toBe(0);
  });

  test.each([
    [1, 'unacceptable protocol version'],
    [2, 'identifier rejected'],
    [3, 'server unavailable'],
    [4, 'bad user name or password'],
    [5, 'not authorised'],
    [6, 'does not define'],
  ])('with return code %i says why', async (returnCode, words) => {
    const fixture = new ClientFixture();
    const connecting = failure(fixture.client.connect(CLEAN, 15_000));
    await fixture.open();
    fixture.wire.say({ cmd: 'connack', returnCode, sessionPresent: false });
    const error = await connecting;
    expect(error).toMatchObject({ code: 'REFUSED', returnCode });
    expect(error.message).toContain(words);
    expect(error.message).toContain(`(return code ${returnCode})`);
    expect(fixture.wire.destroyed).toBe(true);
    expect(fixture.log).toEqual([]);
  });

  it('rejects with CLOSED when this side gives up, and hears nothing more', async () => {
    const fixture = new ClientFixture();
    const connecting = failure(fixture.client.connect(CLEAN, 15_000));
    await fixture.open();
    fixture.client.destroy();
    fixture.wire.say({ cmd: 'connack', returnCode: 0, sessionPresent: false });
    expect((await connecting).code).toBe('CLOSED');
    expect(fixture.wire.destroyed).toBe(true);
    expect(fixture.log).toEqual([]);
  });

  it('rejects with STORE when the session cannot be cleared', async () => {
    const store = new RecordingStore();
    const fixture = new ClientFixture({ session: new Session(store) });
    store.failing = 'clear';
    const error = await failure(fixture.client.connect(CLEAN, 1000));
    expect(isMqttError(error, 'STORE')).toBe(true);
    expect(fixture.wires).toEqual([]);
  });
});

describe('CONNACK', () => {
  it('reports the session only when one was asked for', async () => {
    expect(await new ClientFixture().connect(PERSISTENT, true)).toEqual({ sessionPresent: true });
    expect(await new ClientFixture().connect(CLEAN, true)).toEqual({ sessionPresent: false });
  });

  it('is told before messages that come in the same chunk', async () => {
    const fixture = new ClientFixture();
    const connecting = fixture.client.connect(PERSISTENT, 1000);
    await fixture.open();
    fixture.wire.say(
      { cmd: 'connack', returnCode: 0, sessionPresent: true },
      { cmd: 'publish', topic: 't', payload: 'kept', qos: 0, retain: false, dup: false },
    );
    expect(fixture.log).toEqual(['connected true', 'message']);
    await connecting;
  });

  test.each([
    ['is missing', '900300010 0'],
    ['comes twice', '20020000' + '20020000'],
    ['has reserved flags', '20020200'],
    ['is too short', '200100'],
    ['is too long', '2003000000'],
  ])('that %s ends the connection with PROTOCOL', async (_, hex) => {
    const fixture = new ClientFixture();
    const connecting = fixture.client.connect(CLEAN, 1000);
    const outcome = connecting.then(
      () => undefined,
      (error: Error) => error,
    );
    await fixture.open();
    fixture.wire.sayBytes(Buffer.from(hex.replace(' ', ''), 'hex'));
    const error = (await outcome) ?? fixture.closed[0];
    expect(error).toMatchObject({ code: 'PROTOCOL' });
    expect(fixture.wire.destroyed).toBe(true);
  });
});
