import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { message } from '#messages/message';
import { systemPing } from '#node/ping';
import { needs } from '../support/needs.ts';

// The system's own program, and one that says what it was asked.

afterEach(() => vi.unstubAllEnvs());

test('this computer answers itself', needs('ping'), async () => {
  expect(await systemPing('127.0.0.1')).toEqual(expect.any(Number));
});

test('a name that nobody has is told in the words of the program', needs('ping'), async () => {
  await expect(systemPing('a..b')).rejects.toMatchObject({
    code: 'SILENT',
    message: expect.stringMatching(/a\.\.b/),
  });
});

test('a missing program is told with the package that has it', async () => {
  await withProgram(undefined, async () => {
    await expect(systemPing('127.0.0.1')).rejects.toThrow(
      'the program ping is not installed; install iputils-ping',
    );
  });
});

test('a program that cannot be run is told with the right that it needs', needs('Unix'), async () => {
  await withProgram(
    '#!/bin/sh\n',
    async () => {
      const why = message('errors.foreign', { text: 'spawn ping EACCES' });
      await expect(systemPing('127.0.0.1')).rejects.toMatchObject({
        code: 'PING',
        reason: message('platform.pingNotRun', { why }),
      });
    },
    0o644,
  );
});

test('a host that looks like an option or a command reaches the program as a host', async () => {
  const said =
    '#!/bin/sh\nfor last; do :; done\nprintf "time=7.6 ms"\n[ "$7" = "$last" ] && [ "$6" = -- ] || exit 1\n';
  await withProgram(said, async () => {
    expect(await systemPing('-f')).toBe(8);
    expect(await systemPing('$(reboot); a b')).toBe(8);
  });
});

test('no answer in time is told', async () => {
  await withProgram('#!/bin/sh\nexit 1\n', async () => {
    await expect(systemPing('192.0.2.1')).rejects.toMatchObject({
      code: 'SILENT',
      message: '192.0.2.1 did not answer within 4 s',
    });
  });
});

/** Runs with a folder of its own as the only one on PATH, and in it such a program ping. */
async function withProgram(
  script: string | undefined,
  run: () => Promise<void>,
  mode = 0o755,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ping-'));
  try {
    if (script !== undefined) writeFileSync(join(folder, 'ping'), script, { mode });
    vi.stubEnv('PATH', folder);
    await run();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
