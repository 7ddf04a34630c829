import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Lifecycle } from '#app/lifecycle';
import type { RunOptions } from '#cli/run/options';
import { openCapture } from '#cli/run/pcap';
import { run } from '#cli/run/run';
import { folder } from '../support/folder.ts';
import { needs } from '../support/needs.ts';

/** Opens a capture. @returns what the log is told meanwhile */
function opening(file: string) {
  const life = new Lifecycle();
  const ending = new AbortController();
  onTestFinished(async () => {
    ending.abort();
    await life.close();
  });
  const logged: unknown[] = [];
  const log = (...line: unknown[]): unknown => logged.push(line);
  return { logged, capture: openCapture({ file, several: false, signal: ending.signal }, life, log) };
}

test('a capture that cannot be written is refused', async () => {
  const file = join(folder(), 'nowhere', 'c.pcapng');
  await expect(opening(file).capture).rejects.toMatchObject({
    name: 'UsageError',
    reason: {
      key: 'cli.noCapture',
      params: { file, why: { params: { text: expect.stringContaining('ENOENT') } } },
    },
  });
});

test(
  'a disk that is full from the first byte on ends the capture and not the program',
  needs('Unix'),
  async () => {
    const { logged, capture } = opening('/dev/full');
    (await capture).flush();
    await vi.waitFor(() => expect(logged).toMatchObject([['error', 'pcap', { key: 'cli.captureEnds' }]]));
  },
);

test('a pipe that nobody reads is waited for, and one whose reader goes ends it', needs('Unix'), async () => {
  const file = join(folder(), 'pipe');
  execFileSync('mkfifo', [file]);
  const { logged, capture } = opening(file);
  await vi.waitFor(
    () => expect(logged).toEqual([['info', 'pcap', { key: 'cli.captureWaits', params: { file } }]]),
    { timeout: 5000 },
  );
  const reader = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  const made = await capture;
  closeSync(reader);
  made.forModule('lamp', 'lamp');
  made.flush();
  await vi.waitFor(() =>
    expect(logged.at(-1)).toMatchObject([
      'error',
      'pcap',
      {
        key: 'cli.captureEnds',
        params: { file, why: { params: { text: expect.stringContaining('EPIPE') } } },
      },
    ]),
  );
});

test.each<[string, Partial<RunOptions>]>([
  ['--port stdio', { port: ['stdio'] }],
  ['--json', { json: true }],
  ['--exec', { exec: 'true' }],
  ['--ready-file', { readyFile: '-' }],
])('%s and a capture cannot both have standard output', async (second, options) => {
  await expect(run({ port: ['tcp-listen:0'], set: [], pcap: '-', ...options })).rejects.toMatchObject({
    reason: { key: 'cli.captureAndMore', params: { second } },
  });
});
