import { expect, test } from 'vitest';
import { parseBrokerUrl } from '#swarm/broker-url';

const NOBODY = { username: '', password: '' };

test.each([
  ['mqtt://127.0.0.1', { host: '127.0.0.1', port: 1883, scheme: 1, path: '', ...NOBODY }],
  ['mqtt://broker.test:11883/ignored', { host: 'broker.test', port: 11_883, scheme: 1, path: '', ...NOBODY }],
  ['mqtts://[::1]', { host: '[::1]', port: 8883, scheme: 2, path: '', ...NOBODY }],
  ['ws://broker.test/mqtt', { host: 'broker.test', port: 80, scheme: 6, path: '/mqtt', ...NOBODY }],
  [
    'wss://u%2C:p%22@b.test:8084/',
    { host: 'b.test', port: 8084, scheme: 7, path: '/', username: 'u,', password: 'p"' },
  ],
])('%s', (url, target) => {
  expect(parseBrokerUrl(url)).toEqual(target);
});

test.each(['127.0.0.1:1883', 'http://broker.test', 'mqtt://', 'nonsense'])('%s is refused', (url) => {
  expect(() => parseBrokerUrl(url)).toThrow(/^--broker takes mqtt:\/\/HOST:PORT, mqtts:/);
});

test('an URL of another scheme is told with how it begins', () => {
  expect(() => parseBrokerUrl('http://me:secret@broker.test/x')).toThrow(
    expect.objectContaining({
      reason: { key: 'swarm.otherUrl', params: { begin: 'http://broker.test' } },
    }),
  );
});

test('a password that is wrongly encoded is told how to be right', () => {
  expect(() => parseBrokerUrl('mqtt://me:50%off@broker.test')).toThrow(
    /^In the user name or password of --broker, write % as %25\.$/,
  );
});

test('a refusal does not repeat the password', () => {
  expect(() => parseBrokerUrl('tcp://me:secret@broker.test')).toThrow(/^(?!.*secret)/);
});
