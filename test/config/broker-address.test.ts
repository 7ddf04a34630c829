import { expect, test } from 'vitest';
import { parseBrokerAddress } from '#config/broker-address';

test.each([
  [true, '127.0.0.1', 1883],
  ['127.0.0.1:0', '127.0.0.1', 0],
  ['1884', '127.0.0.1', 1884],
  [':1884', '127.0.0.1', 1884],
  ['[::1]:1883', '::1', 1883],
  ['localhost:1883', 'localhost', 1883],
] as const)('%s', (text, host, port) => {
  expect(parseBrokerAddress('tcp', text)).toEqual({ host, port, fallbackToFreePort: port === 1883 });
});

test.each(['', 'host', '127.0.0.1:', '127.0.0.1:65536', '::1:1883', 'a:b:1'])('%s is refused', (text) => {
  expect(() => parseBrokerAddress('tcp', text)).toThrow('--broker takes HOST:PORT');
});

test('each kind of listener has a port of its own', () => {
  expect(parseBrokerAddress('tls', true)).toMatchObject({ port: 8883, fallbackToFreePort: true });
  expect(() => parseBrokerAddress('wss', 'x')).toThrow(
    '--broker-wss takes HOST:PORT, such as 127.0.0.1:8084',
  );
});
