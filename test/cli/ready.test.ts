import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Endpoints } from '#app/endpoints';
import {
  describeEndpoints,
  describeTrying,
  removeEarlierReadyFile,
  removeReadyFile,
  writeReadyFile,
} from '#cli/run/ready';
import { english } from '#messages/language';
import type { PortInfo } from '#ports/index';
import { folder } from '../support/folder.ts';
import { said } from '../support/said.ts';

const HERE = { host: '127.0.0.1', port: 7001 };
const ADDRESS = '127.0.0.1:7001';
const PATH = '/run/at.sock';
const URL_ = 'ws://127.0.0.1:7001/';

test.each<[PortInfo, string, unknown]>([
  [{ kind: 'pty', path: '/dev/pts/7' }, 'serialPort', { path: '/dev/pts/7' }],
  [
    { kind: 'pty', path: '/dev/pts/7', link: '/tmp/esp' },
    'linkedSerialPort',
    { link: '/tmp/esp', path: '/dev/pts/7' },
  ],
  [
    { kind: 'serial', path: '/dev/ttyUSB0', baud: 115_200 },
    'serialDevice',
    { kind: 'serial', path: '/dev/ttyUSB0', baud: 115_200 },
  ],
  [{ kind: 'tcp', ...HERE }, 'addressedPort', { kind: 'tcp', address: ADDRESS }],
  [{ kind: 'tcp', ...HERE, dials: true }, 'dialledPort', { kind: 'tcp', address: ADDRESS }],
  [{ kind: 'tcp', ...HERE, fork: true }, 'forkingPort', { kind: 'tcp', address: ADDRESS }],
  [{ kind: 'rfc2217', ...HERE, dials: true }, 'dialledPort', { kind: 'rfc2217', address: ADDRESS }],
  [{ kind: 'unix', path: PATH }, 'addressedPort', { kind: 'unix', address: PATH }],
  [{ kind: 'ws', url: URL_, fork: true }, 'forkingPort', { kind: 'ws', address: URL_ }],
  [{ kind: 'exec', command: './host.py' }, 'programPort', { command: './host.py' }],
  [{ kind: 'stdio' }, 'stdioPort', undefined],
  [{ kind: 'memory' }, 'memoryPort', undefined],
])('a person is told of the port %o', (port, key, params) => {
  const told = said();
  const endpoints: Endpoints = { modules: [{ name: 'pump', ports: [port] }] };
  const text = describeEndpoints(endpoints, english);
  expect(told).toEqual([
    { key: `cli.${key}`, params },
    { key: 'cli.up', params: undefined },
  ]);
  expect(text).toMatch(/^atmqtt is up:\n {2}pump {7}\S.*\n$/);
});

test('the ports of the broker are told for schemes over TLS and WebSocket', () => {
  const told = said();
  describeTrying(['mqtt://b:1', 'mqtts://b:2', 'ws://b:3', 'wss://b:4']);
  expect(told).toEqual([{ key: 'cli.tryTls', params: { tls: '2', ws: '3', wss: '4' } }]);
});

test.each([
  ['cli.readyFileNotReplaced', 'before the start', async (file: string) => removeEarlierReadyFile(file)],
  ['cli.readyFileNotReplaced', 'at the end', async (file: string) => removeReadyFile(file)],
  [
    'cli.readyFileNotWritten',
    'once all is up',
    (file: string) =>
      writeReadyFile(file, { ready: true, pid: 1, modules: [] }, new AbortController().signal),
  ],
] as const)('%s: a ready file that is a folder, %s', async (key, _, use) => {
  const file = folder();
  await expect(use(file)).rejects.toMatchObject({
    name: 'UsageError',
    reason: {
      key,
      params: { file, why: { key: 'files.noFile', params: { path: file, thing: 'folder' } } },
    },
  });
});

test('a ready file in a folder that is not there', () => {
  const file = join(folder(), 'nowhere', 'ready');
  expect(() => removeEarlierReadyFile(file)).toThrow(
    expect.objectContaining({
      reason: {
        key: 'cli.readyFileNotReplaced',
        params: {
          file,
          why: { key: 'errors.foreign', params: { text: expect.stringContaining('ENOENT') } },
        },
      },
    }),
  );
});
