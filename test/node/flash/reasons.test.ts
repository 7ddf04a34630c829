import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs, { mkdirSync, writeFileSync } from 'node:fs';
import { Server } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { makeBackup, restoreBackup } from '#node/flash/backup';
import { openExistingFlash, openFlashDirectory } from '#node/flash/directory';
import { FLASH_FORMAT, migrateFlash } from '#node/flash/format';
import { lockDirectory } from '#node/flash/lock';
import { openSessionJournal } from '#node/flash/session-journal';
import { cutOffAt, momentsOf, withoutSync } from '../../support/cut-file-system.ts';
import { folder } from '../../support/folder.ts';
import { needs } from '../../support/needs.ts';
import { patched } from '../../support/patched.ts';

// Why a flash directory, its backup or a stored session cannot be used, as it is told.

beforeAll(withoutSync);

const foreign = (text: string) => ({
  key: 'errors.foreign',
  params: { text: expect.stringContaining(text) },
});

/** What a FlashError tells. */
const flashError = (key: string, params: Readonly<Record<string, unknown>>) =>
  expect.objectContaining({ name: 'FlashError', reason: { key: `flash.${key}`, params } });

describe('a flash directory', () => {
  test('that is a file cannot be used', () => {
    const path = join(folder(), 'file');
    writeFileSync(path, '');
    expect(() => openFlashDirectory(path)).toThrow(
      flashError('directoryUnusable', { path, why: foreign('EEXIST') }),
    );
  });

  test('that is being restored is not looked into', () => {
    const path = folder();
    mkdirSync(join(path, 'restoring', 'placed'), { recursive: true });
    expect(() => openExistingFlash(path)).toThrow(flashError('halfRestored', { path }));
  });

  test.each([
    ['format.json', 'notFormat'],
    ['nvs.json', 'notSettings'],
  ])('whose %s is nonsense cannot be opened', (name, key) => {
    const directory = folder();
    openFlashDirectory(directory).set('wifi.ssid', 'home');
    const path = join(directory, name);
    writeFileSync(path, 'nonsense');
    expect(() => openFlashDirectory(directory)).toThrow(flashError(key, { path }));
  });

  test('that this program has already cannot be had twice', () => {
    const path = folder();
    onTestFinished(lockDirectory(path));
    expect(() => lockDirectory(path)).toThrow(flashError('heldHere', { path }));
  });

  test(
    'that another program has is told with that program, as far as it is known',
    needs('Linux'),
    async () => {
      const path = folder();
      const { pid, program } = await holder(path);
      expect(() => lockDirectory(path)).toThrow(flashError('heldBy', { path, pid, program }));
      // Of a holder that went, or one that has only just begun.
      writeFileSync(join(path, 'lock'), '{}');
      expect(() => lockDirectory(path)).toThrow(flashError('held', { path }));
    },
  );

  test('cannot be locked where the system refuses a socket', needs('Linux'), () => {
    const path = folder();
    const spy = vi.spyOn(Server.prototype, 'listen').mockReturnThis();
    onTestFinished(() => spy.mockRestore());
    expect(() => lockDirectory(path)).toThrow(flashError('cannotLock', { path }));
  });

  test('that cannot be brought to the present format stays as it is', () => {
    const path = folder();
    openFlashDirectory(path).set('wifi.ssid', 'home');
    const failing = (): void => {
      throw new Error('no space');
    };
    const to = FLASH_FORMAT + 1;
    expect(() => migrateFlash(path, { migrations: { [FLASH_FORMAT]: failing }, current: to })).toThrow(
      flashError('notMigrated', { path, from: FLASH_FORMAT, to, why: foreign('no space') }),
    );
    expect(openFlashDirectory(path).get('wifi.ssid')).toBe('home');
  });

  /** Another program that has the directory. */
  async function holder(path: string): Promise<{ pid: number | undefined; program: string }> {
    const program = 'lock-holder.cjs';
    const file = join(folder(), program);
    await build({
      input: fileURLToPath(new URL('lock-holder.ts', import.meta.url)),
      platform: 'node',
      resolve: { conditionNames: ['atmqtt-source', 'node', 'import'] },
      output: { file, format: 'cjs' },
      logLevel: 'warn',
    });
    const child = spawn(process.execPath, [file, path], { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    // Until it has gone it holds a lock that the next folder may be named by.
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await ended;
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    return { pid: child.pid, program };
  }
});

describe('a backup', () => {
  /** A flash directory in which something is stored. */
  function stored(): string {
    const path = folder();
    openFlashDirectory(path).set('wifi.ssid', 'home');
    return path;
  }

  test('of more than it may have is refused', () => {
    const path = stored();
    expect(() => makeBackup(path, join(folder(), 'b'), { maxBytes: 100 })).toThrow(
      flashError('tooLargeToBackUp', { path }),
    );
  });

  test('is not made of a directory that changes all the time', () => {
    const path = stored();
    const file = join(path, 'nvs.json');
    patched(
      fs,
      'readFileSync',
      (genuine) =>
        ((...args: Parameters<typeof genuine>) => {
          const content = genuine(...args);
          if (args[0] === file) fs.utimesSync(file, new Date(), new Date(Math.random() * 1e12));
          return content;
        }) as typeof genuine,
    );
    expect(() => makeBackup(path, join(folder(), 'b'))).toThrow(flashError('keepsChanging', { path }));
  });

  test('that cannot be restored says what stopped it', () => {
    const file = join(folder(), 'b');
    makeBackup(stored(), file);
    const last = momentsOf(() => void restoreBackup(file, folder())).at(-1)?.[0] ?? 0;
    const path = folder();
    let told: unknown;
    cutOffAt(last, 0, () => {
      try {
        restoreBackup(file, path);
      } catch (error) {
        told = error;
        throw error;
      }
    });
    expect(told).toEqual(flashError('notRestored', { path, why: foreign('cut off at') }));
  });
});

test('lines of a session that can neither be read nor put aside are told', () => {
  const path = join(folder(), 'session.ndjson');
  writeFileSync(path, 'nonsense\nmore\n');
  const aside = `${path}.damaged`;
  mkdirSync(aside);
  const { setAside } = openSessionJournal(path).load();
  expect(setAside).toEqual({
    key: 'flash.linesLeft',
    params: { path, count: 2, aside, why: foreign('EISDIR') },
  });
});
