import { describe, expect, test } from 'vitest';
import {
  formatHostPort,
  isLoopback,
  parseHostPort,
  peerOf,
  withBrackets,
  withoutBrackets,
} from '#net/host-port';

describe('a host and a port are read from a text', () => {
  test.each([
    ['1883', undefined, 1883],
    [':1883', undefined, 1883],
    ['127.0.0.1:0', '127.0.0.1', 0],
    ['broker.local:65535', 'broker.local', 65_535],
    ['[::1]:1883', '::1', 1883],
    ['[fe80::1%eth0]:1', 'fe80::1%eth0', 1],
  ])('%s', (text, host, port) => {
    expect(parseHostPort(text)).toEqual({ host, port });
  });

  test.each([
    ['', 'SYNTAX', 'has no port number'],
    ['host', 'SYNTAX', 'has no port number'],
    ['host:', 'SYNTAX', 'has no port number'],
    ['host:80a', 'SYNTAX', 'has no port number'],
    ['[::1]', 'SYNTAX', 'has no port number'],
    ['[::1:80', 'SYNTAX', 'has no port number'],
    ['::1:80', 'BRACKETS', 'needs brackets around its IPv6 address'],
    ['a:b:1', 'BRACKETS', 'needs brackets around its IPv6 address'],
    ['host:65536', 'PORT', 'has a port above 65535'],
    ['[]:1', 'HOST', 'has the host "", which is neither a host name nor an IP address'],
    ['[host]:1', 'HOST', 'has the host "host", which is neither a host name nor an IP address'],
    ['[127.0.0.1]:1', 'HOST', 'has the host "127.0.0.1", which is neither a host name nor an IP address'],
  ])('%j is none', (text, code, reason) => {
    expect(() => parseHostPort(text)).toThrow(
      expect.objectContaining({ name: 'NetError', code, message: reason }),
    );
  });
});

test('an IPv6 address has brackets in a URL and none at a socket', () => {
  expect(['::1', '127.0.0.1', 'host'].map((host) => formatHostPort({ host, port: 1 }))).toEqual([
    '[::1]:1',
    '127.0.0.1:1',
    'host:1',
  ]);
  expect(['::1', 'host'].map(withBrackets)).toEqual(['[::1]', 'host']);
  expect(['[::1]', '::1', 'broker.local', '[x'].map(withoutBrackets)).toEqual([
    '::1',
    '::1',
    'broker.local',
    '[x',
  ]);
});

test('what others reach is not loopback', () => {
  const own = ['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1', 'localhost', 'a.localhost'];
  expect(own.filter((host) => !isLoopback(host))).toEqual([]);
  const others = ['0.0.0.0', '::', '192.0.2.1', '127.example.com', '127.0.0.1.example', 'localhost.example'];
  expect(others.filter(isLoopback)).toEqual([]);
});

test('the other end of a connection, also of one that has gone', () => {
  expect(peerOf({ remoteAddress: '::1', remotePort: 7 })).toBe('[::1]:7');
  expect(peerOf({})).toBe('?:0');
});
