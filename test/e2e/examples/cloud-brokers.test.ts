import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { type Credentials, clouds, type Device } from '../../../examples/cloud-brokers/clouds.js';

const NOW = new Date('2026-03-01T12:00:00Z');
const LATER = new Date('2100-01-01T00:00:00Z');
const LAMP: Device = { product: 'a1B2c3D4e5F', device: 'lamp', secret: 'bXkgc2VjcmV0IDE2IGJ5dA==' };
const every = Object.entries(clouds);

/** A text with another last letter or digit. */
function changed(text: string): string {
  return text.replace(/[a-z0-9](?=[^a-z0-9]*$)/i, (last) => (last === '1' ? '2' : '1'));
}

test.each(every)('%s lets in a device by what was made for it, and by nothing else', (_name, cloud) => {
  const given = cloud.credentials(LAMP, LATER);
  expect(cloud.refuses(LAMP, given, NOW)).toBeUndefined();
  expect(cloud.refuses({ ...LAMP, secret: 'b3RoZXI=' }, given, NOW)).toMatch(/^the password should be /);
  for (const key of ['username', 'password'] as const) {
    expect(cloud.refuses(LAMP, { ...given, [key]: changed(given[key]) }, NOW), key).toBeDefined();
  }
  for (const other of [{ product: 'b' }, { device: 'door' }]) {
    expect(cloud.refuses({ ...LAMP, ...other }, given, NOW)).toBeDefined();
  }
  expect(cloud.refuses(LAMP, { clientId: '', username: '', password: '' }, NOW)).toBeDefined();
});

test.each(every)('%s has its own topics only', (_name, cloud) => {
  for (const filter of [...cloud.publishes(LAMP), ...cloud.subscribes(LAMP)])
    expect(filter).toContain('lamp');
});

test('Aliyun: the example of the manual, with SHA-1, and one without a time', () => {
  const device = { product: 'pk', device: 'device', secret: 'secret' };
  const manual: Credentials = {
    clientId: '12345|securemode=3,signmethod=hmacsha1,timestamp=789|',
    username: 'device&pk',
    password: 'FAFD82A3D602B37FB0FA8B7892F24A477F851A14',
  };
  expect(clouds.aliyun?.refuses(device, manual, NOW)).toBeUndefined();
  const text = 'clientId12345deviceNamedeviceproductKeypk';
  const timeless = {
    ...manual,
    clientId: '12345|securemode=3,signmethod=hmacsha256|',
    password: createHmac('sha256', 'secret').update(text).digest('hex'),
  };
  expect(clouds.aliyun?.refuses(device, timeless, NOW)).toBeUndefined();
  for (const clientId of [
    '12345',
    '12345|securemode=2,signmethod=hmacsha1|',
    '12345|securemode=3,signmethod=x|',
  ]) {
    expect(clouds.aliyun?.refuses(device, { ...manual, clientId }, NOW)).toBeDefined();
  }
});

test('OneNET and Tencent refuse what has run out', () => {
  for (const name of ['onenet', 'tencent']) {
    const given = clouds[name]?.credentials(LAMP, new Date('2026-02-28T00:00:00Z'));
    if (given === undefined) throw new Error(name);
    expect(clouds[name]?.refuses(LAMP, given, NOW)).toContain('has expired');
  }
});

test('Huawei compares the hour only where the client id asks for it', () => {
  const given = clouds.huawei?.credentials(LAMP, NOW);
  if (given === undefined) throw new Error('no credentials');
  const compared = { ...given, clientId: given.clientId.replace('_0_0_', '_0_1_') };
  expect(clouds.huawei?.refuses(LAMP, compared, NOW)).toBeUndefined();
  expect(clouds.huawei?.refuses(LAMP, given, LATER)).toBeUndefined();
  expect(clouds.huawei?.refuses(LAMP, compared, LATER)).toContain('2100010100');
});

test('passwords have the lengths that the guide tells', () => {
  const lengths = every.map(([name, cloud]) => [name, cloud.credentials(LAMP, LATER).password.length]);
  expect(Object.fromEntries(lengths)).toMatchObject({ aliyun: 64, tencent: 75, huawei: 64 });
  expect(clouds.onenet?.credentials(LAMP, LATER).password.length).toBeGreaterThan(64);
});
