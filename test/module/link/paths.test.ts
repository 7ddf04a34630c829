import { expect, test } from 'vitest';
import { reportedPath, sentPath } from '#module/link/config';

const user = (scheme: number, path: string) => ({
  scheme,
  path: Buffer.from(path),
  clientId: Buffer.alloc(0),
  username: Buffer.alloc(0),
  password: Buffer.alloc(0),
  certKeyId: 0,
  caId: 0,
  alpn: [],
  sni: Buffer.alloc(0),
});

test.each([
  ['manual', 6, 'mqtt', '/mqtt', '/mqtt'],
  ['manual', 6, '/mqtt', '/mqtt', '/mqtt'],
  ['manual', 10, '/mqtt?key=1', '/mqtt?key=1', '/mqtt?key=1'],
  ['module', 6, 'mqtt', '/mqtt', '/mqtt'],
  ['module', 7, '/mqtt', '//mqtt', '//mqtt'],
  ['module', 10, '/mqtt?key=1', '//mqtt?key=1', '//mqtt'],
  ['module', 6, '', '/', '/'],
  ['module', 5, '/mqtt', '', ''],
] as const)(
  'pathSlash %s: scheme %i sends %j as %j and reports %j',
  (follow, scheme, path, sent, reported) => {
    expect(sentPath(user(scheme, path), follow)).toBe(sent);
    expect(reportedPath(user(scheme, path), follow)).toBe(reported);
  },
);
