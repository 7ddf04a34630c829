import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { removeEarlierOutput, writeOutput } from '#files/write-output';
import { folder } from '../support/folder.ts';
import { needs } from '../support/needs.ts';
import { smallDisk } from '../support/small-disk.ts';

const NOBODY = 65_534;
const asRoot = needs('root');
const modeOf = (path: string): number => statSync(path).mode & 0o777;

/** A folder like /tmp, where everybody may put files. */
function sharedFolder(): string {
  const path = folder();
  chmodSync(path, 0o1777);
  return path;
}

describe('a file', () => {
  test('is there whole, and nothing else is left in its folder', async () => {
    const here = folder();
    await writeOutput(join(here, 'a'), 'one');
    await writeOutput(join(here, 'a'), Buffer.from('two'));
    expect(readFileSync(join(here, 'a'), 'utf8')).toBe('two');
    expect(readdirSync(here)).toEqual(['a']);
  });

  test('has the mode that was asked for, whatever the umask, and without one that of the umask', async () => {
    const here = folder();
    writeFileSync(join(here, 'secret'), 'old', { mode: 0o644 });
    for (const umask of [0, 0o22, 0o177, 0o777]) {
      const before = process.umask(umask);
      try {
        await writeOutput(join(here, 'secret'), 'new', { mode: 0o600 });
        await writeOutput(join(here, 'report'), 'new');
      } finally {
        process.umask(before);
      }
      expect(modeOf(join(here, 'secret'))).toBe(0o600);
      expect(modeOf(join(here, 'report'))).toBe(0o666 & ~umask);
    }
  });

  test('of another user becomes ours, and keeps nothing of its owner', asRoot, async () => {
    const file = join(sharedFolder(), 'image.bin');
    writeFileSync(file, 'theirs', { mode: 0o666 });
    chownSync(file, NOBODY, NOBODY);
    await writeOutput(file, 'keys', { mode: 0o600 });
    expect(statSync(file)).toMatchObject({ uid: 0, gid: 0 });
    expect(modeOf(file)).toBe(0o600);
  });

  test('in a folder that is missing is told by its name', async () => {
    const file = join(folder(), 'missing', 'a');
    await expect(writeOutput(file, 'x')).rejects.toThrow(`ENOENT: no such file or directory, open '${file}'`);
  });

  test('that is a folder is told', async () => {
    const here = folder();
    await expect(writeOutput(here, 'x')).rejects.toThrow(`${here} is a folder`);
  });

  test(
    'on a disk that is full stays as it was, and the failure names it',
    needs('a small disk'),
    async () => {
      const disk = smallDisk(16_384);
      const file = join(disk, 'a');
      await writeOutput(file, 'old');
      await expect(writeOutput(file, Buffer.alloc(100_000, 'x'))).rejects.toThrow(
        `ENOSPC: no space left on device, write '${file}'`,
      );
      expect(readFileSync(file, 'utf8')).toBe('old');
      expect(readdirSync(disk)).toEqual(['a']);
    },
  );
});

describe('a link', needs('Unix'), () => {
  test('in a folder that others can write is replaced, not followed', async () => {
    const [victim, link] = [join(folder(), 'victim'), join(sharedFolder(), 'ready.json')];
    writeFileSync(victim, 'precious', { mode: 0o600 });
    symlinkSync(victim, link);
    await writeOutput(link, 'ready');
    expect(readFileSync(victim, 'utf8')).toBe('precious');
    expect(lstatSync(link).isFile()).toBe(true);
    expect(readFileSync(link, 'utf8')).toBe('ready');
  });

  test('to a device, in such a folder, is replaced as well', async () => {
    const link = join(sharedFolder(), 'report.xml');
    symlinkSync('/dev/null', link);
    await writeOutput(link, 'x');
    expect(readFileSync(link, 'utf8')).toBe('x');
  });

  test('of another user is replaced wherever it is', asRoot, async () => {
    const [victim, link] = [join(folder(), 'victim'), join(folder(), 'link')];
    writeFileSync(victim, 'precious');
    symlinkSync(victim, link);
    lchownSync(link, NOBODY, NOBODY);
    await writeOutput(link, 'x');
    expect(readFileSync(victim, 'utf8')).toBe('precious');
  });

  test('in a folder of another user is replaced', asRoot, async () => {
    const [victim, theirs] = [join(folder(), 'victim'), folder()];
    chownSync(theirs, NOBODY, NOBODY);
    writeFileSync(victim, 'precious');
    symlinkSync(victim, join(theirs, 'link'));
    await writeOutput(join(theirs, 'link'), 'x');
    expect(readFileSync(victim, 'utf8')).toBe('precious');
  });

  test('in a folder of ours is followed, and what it leads to replaced', async () => {
    const [there, here] = [folder(), folder()];
    writeFileSync(join(there, 'target'), 'old');
    symlinkSync(join(there, 'target'), join(here, 'link'));
    await writeOutput(join(here, 'link'), 'new');
    expect(lstatSync(join(here, 'link')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(there, 'target'), 'utf8')).toBe('new');
  });

  test('of ours into a folder that others can write does not lead on from there', async () => {
    const [victim, shared, here] = [join(folder(), 'victim'), sharedFolder(), folder()];
    writeFileSync(victim, 'precious');
    symlinkSync(victim, join(shared, 'trap'));
    symlinkSync(join(shared, 'trap'), join(here, 'link'));
    await writeOutput(join(here, 'link'), 'x');
    expect(readFileSync(victim, 'utf8')).toBe('precious');
    expect(readFileSync(join(shared, 'trap'), 'utf8')).toBe('x');
  });

  test('that leads to itself is told', async () => {
    const link = join(folder(), 'circle');
    symlinkSync(link, link);
    await expect(writeOutput(link, 'x')).rejects.toThrow('is a link that leads to itself');
  });
});

describe('what is no file', needs('Unix'), () => {
  function pipe(place: string): string {
    const path = join(place, 'pipe');
    expect(spawnSync('mkfifo', [path]).status).toBe(0);
    return path;
  }

  /** A program that reads all of a pipe. */
  function reader(path: string): Promise<Buffer> {
    const cat = spawn('cat', [path], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void cat.kill('SIGKILL'));
    return buffer(cat.stdout);
  }

  test('a pipe gets it all, and stays a pipe', async () => {
    const path = pipe(folder());
    const bytes = Buffer.alloc(300_000, 'pipe ');
    const read = reader(path);
    await writeOutput(path, bytes, { mode: 0o600 });
    expect((await read).equals(bytes)).toBe(true);
    expect(lstatSync(path).isFIFO()).toBe(true);
    removeEarlierOutput(path);
    expect(existsSync(path)).toBe(true);
  });

  test('a pipe that nobody reads is waited for, until it is enough', async () => {
    const path = pipe(folder());
    const written = writeOutput(path, 'late');
    expect((await reader(path)).toString()).toBe('late');
    await written;
    const giveUp = new AbortController();
    const never = writeOutput(path, 'x', { signal: giveUp.signal });
    giveUp.abort();
    await expect(never).rejects.toThrow('aborted');
  });

  test('a pipe of ours behind a link of ours is written to', async () => {
    const here = folder();
    const path = pipe(here);
    symlinkSync(path, join(here, 'link'));
    const read = reader(path);
    await writeOutput(join(here, 'link'), 'x');
    expect((await read).toString()).toBe('x');
  });

  test('a pipe of another user, where others can write, gets no keys', asRoot, async () => {
    const path = pipe(sharedFolder());
    chownSync(path, NOBODY, NOBODY);
    const reason = { key: 'files.foreign', params: { path } };
    await expect(writeOutput(path, 'keys')).rejects.toMatchObject({ reason });
  });

  test('a device is written to and stays', asRoot, async () => {
    const path = join(folder(), 'null');
    if (spawnSync('mknod', [path, 'c', '1', '3']).status !== 0) return;
    await writeOutput(path, 'x', { mode: 0o600 });
    removeEarlierOutput(path);
    expect(lstatSync(path)).toMatchObject({ rdev: statSync('/dev/null').rdev });
  });

  test('a device that is full says so', needs('Linux'), async () => {
    await expect(writeOutput('/dev/full', 'x')).rejects.toThrow('ENOSPC');
  });

  test(
    'an open descriptor is written to where it stands, also when it is a file',
    needs('Linux'),
    async () => {
      const file = join(folder(), 'out');
      const descriptor = openSync(file, constants.O_RDWR | constants.O_CREAT);
      onTestFinished(() => closeSync(descriptor));
      await writeOutput(`/dev/fd/${descriptor}`, 'one ');
      removeEarlierOutput(`/dev/fd/${descriptor}`);
      await writeOutput(`/proc/self/fd/${descriptor}`, 'two');
      expect(readFileSync(file, 'utf8')).toBe('one two');
      const bytes = Buffer.alloc(16);
      expect(readSync(descriptor, bytes, 0, 16, 0)).toBe(7);
    },
  );

  test('a socket is told', async () => {
    const { createServer } = await import('node:net');
    const path = join(folder(), 'socket');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    onTestFinished(() => void server.close());
    await expect(writeOutput(path, 'x')).rejects.toThrow(`${path} is a socket`);
  });
});

test('an earlier file goes, and the folder must take a new one', () => {
  const here = folder();
  writeFileSync(join(here, 'a'), 'old');
  removeEarlierOutput(join(here, 'a'));
  expect(existsSync(join(here, 'a'))).toBe(false);
  mkdirSync(join(here, 'b'));
  expect(() => removeEarlierOutput(join(here, 'missing', 'a'))).toThrow('ENOENT');
});
