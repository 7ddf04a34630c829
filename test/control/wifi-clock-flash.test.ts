import { describe, expect, test } from 'vitest';
import { Authority } from '../support/certificates.ts';
import { controlled } from './support/controlled.ts';

// The Wi-Fi, the clock and the flash of a module that runs.

const AT = '/api/v1/modules/module0';

describe('Wi-Fi', () => {
  const air = [
    'wifi.ssid=lab',
    'wifi.password=secret-secret',
    'wifi.accessPoints=[{"ssid":"cellar","rssi":-80},{"ssid":"door","rssi":-30}]',
  ];

  test('what the station hears, the strongest first, and where it is', async () => {
    const made = await controlled({ set: air });
    const { status, body } = await made.ask(`${AT}/wifi/access-points`);
    expect(status).toBe(200);
    expect(body.accessPoints.map((each: { ssid: string }) => each.ssid)).toEqual(['door', 'lab', 'cellar']);
    expect(body.accessPoints[1]).toEqual({
      ...{ ssid: 'lab', bssid: '02:5e:00:00:00:01', channel: 6, rssi: -42, secured: true, joined: true },
    });
    expect(body.accessPoints[0]).toMatchObject({ secured: false, joined: false });
    await made.ask(`${AT}/faults`, { json: { fault: 'wifi.drop', for: '1h' } });
    expect((await made.ask(`${AT}/wifi/access-points`)).body.accessPoints).toEqual([]);
  });

  test('is dropped, and joined again at once', async () => {
    const made = await controlled({ set: air });
    const host = await made.dial();
    const dropped = await made.ask(`${AT}/wifi`, { json: { action: 'drop' } });
    expect(dropped.body).toMatchObject({ state: 4, connected: false });
    await host.expect('WIFI DISCONNECT\r\n');
    const back = await made.ask(`${AT}/wifi`, { json: { action: 'rejoin' } });
    expect(back.body).toMatchObject({ state: 2, connected: true });
    await host.expect('WIFI GOT IP\r\n');
    const again = await made.ask(`${AT}/wifi`, { json: { action: 'rejoin' } });
    expect(again.body).toMatchObject({ state: 2, connected: true });
  });

  test('cannot be joined where no access point is, or without power', async () => {
    const made = await controlled({ set: air });
    await made.ask(`${AT}/faults`, { json: { fault: 'wifi.drop', for: '1h' } });
    const absent = await made.ask(`${AT}/wifi`, { json: { action: 'rejoin' } });
    expect([absent.status, absent.body.error.key]).toEqual([409, 'wifi.notJoined']);
    await made.ask(`${AT}/power`, { json: { on: false } });
    const off = await made.ask(`${AT}/wifi`, { json: { action: 'rejoin' } });
    expect([off.status, off.body.error.key]).toEqual([409, 'controlAction.withoutPower']);
  });
});

describe('the clock', () => {
  test('is set to now, to a moment, and to that of power-on', async () => {
    const made = await controlled();
    const set = (value: unknown) => made.ask(`${AT}/clock`, { json: { set: value } });
    const now = await set('now');
    expect(now.body.set).toBe(true);
    expect(Math.abs(Date.parse(now.body.now) - Date.now())).toBeLessThan(60_000);
    expect((await set('2031-05-06T07:08:09Z')).body).toMatchObject({
      now: expect.stringMatching(/^2031-05-06T07:08:/),
      set: true,
    });
    expect((await set('powerOn')).body).toMatchObject({
      now: expect.stringMatching(/^1970-01-01/),
      set: false,
    });
    const told = made.events.after(now.body.since).events.filter(({ event }) => event.event === 'clock');
    expect(told).toHaveLength(3);
  });

  test('goes wrong by a jump, without having been set', async () => {
    const made = await controlled();
    const jumped = await made.ask(`${AT}/clock`, { json: { jumpMs: 86_400_000 } });
    expect(jumped.body).toMatchObject({ now: expect.stringMatching(/^1970-01-02/), set: false });
    expect((await made.ask(AT)).body.clock.now).toMatch(/^1970-01-02/);
  });

  test.each([[{}], [{ set: 'now', jumpMs: 1 }], [{ set: 'tomorrow' }], [{ jumpMs: 1e300 }]])(
    'refuses %j',
    async (json) => {
      const made = await controlled();
      expect((await made.ask(`${AT}/clock`, { json })).status).toBe(400);
    },
  );
});

describe('the flash', () => {
  test('shows what commands have stored, and no password', async () => {
    const made = await controlled({ set: ['wifi.autojoin=false'] });
    expect((await made.ask(`${AT}/flash`)).body).toEqual({ directory: null, values: [], namespaces: [] });
    await made.ask(`${AT}/input`, { json: { line: 'AT+CWJAP="lab","secret-secret"' } });
    await made.ask(`${AT}/input`, { json: { line: 'AT+SYSMFG=2,"factory_param","number",1,7' } });
    const { text, body } = await made.ask(`${AT}/flash`);
    expect(body.values).toContainEqual({ key: 'wifi.ssid', value: 'lab' });
    expect(body.values).toContainEqual({ key: 'wifi.password', value: '***' });
    expect(text).not.toContain('secret-secret');
    expect(body.namespaces).toEqual([
      {
        namespace: 'factory_param',
        keys: [{ key: 'number', type: 'u8', bytes: 1, privateKey: false, certificates: [] }],
      },
    ]);
  });

  test('takes certificates and keys, and says whose they are and what is wrong with them', async () => {
    const made = await controlled();
    const ca = await Authority.root('Test CA');
    const { cert, key } = await ca.client({ name: 'lamp' });
    const other = await ca.client({ name: 'other' });
    const put = (namespace: string, name: string, pem: string) =>
      made.ask(`${AT}/flash/${namespace}/${name}`, { method: 'PUT', json: { pem } });
    const stored = await put('mqtt_cert', 'mqtt_cert', cert);
    expect(stored.body).toMatchObject({
      ...{ key: 'mqtt_cert', type: 'binary', holds: 'cert', privateKey: false },
      certificates: [
        { subject: expect.stringContaining('lamp'), issuer: expect.stringContaining('Test CA') },
      ],
    });
    expect(stored.body.problem).toBeUndefined();
    expect(Date.parse(stored.body.certificates[0].validTo)).toBeGreaterThan(Date.now());
    expect((await put('mqtt_key', 'mqtt_key', key)).body).toMatchObject({
      holds: 'key',
      privateKey: true,
      certificates: [],
    });
    expect((await put('mqtt_key', 'mqtt_key', other.key)).body.problem).toBeUndefined();
    const { text, body } = await made.ask(`${AT}/flash`);
    const kept = body.namespaces.find(({ namespace }: { namespace: string }) => namespace === 'mqtt_cert');
    expect(kept.keys[0].problem.key).toBe('certificates.foreignKey');
    expect(text).not.toContain(other.key.split('\n')[1]);
    expect((await put('mqtt_ca', 'mqtt_ca.1', key)).body.problem.key).toBe('certificates.keyInstead');
  });

  test('refuses what is no PEM, and forgets what is deleted', async () => {
    const made = await controlled();
    const path = `${AT}/flash/mqtt_ca/mqtt_ca`;
    const wrong = await made.ask(path, { method: 'PUT', json: { pem: 'hello' } });
    expect([wrong.status, wrong.body.error.key]).toEqual([400, 'controlAction.noPEM']);
    const { cert } = await Authority.root('Test CA');
    await made.ask(path, { method: 'PUT', json: { pem: cert } });
    expect((await made.ask(path, { method: 'DELETE' })).status).toBe(204);
    const again = await made.ask(path, { method: 'DELETE' });
    expect([again.status, again.body.error.key]).toEqual([404, 'controlAction.noFlashKey']);
    expect((await made.ask(`${AT}/flash/mqtt_ca/${'a'.repeat(20)}`, { method: 'DELETE' })).status).toBe(400);
  });
});
