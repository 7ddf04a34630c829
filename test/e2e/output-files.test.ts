import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import {
  chmodSync,
  lchownSync,
  lstatSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { needs } from '../support/needs.ts';
import { folder, MAIN } from './program.ts';

const NOBODY = 65_534;

/** A folder like /tmp, with a link of somebody else to a file that only its owner may read. */
function trap(name: string): { readonly link: string; readonly victim: string } {
  const [shared, victim] = [folder(), join(folder(), 'victim')];
  chmodSync(shared, 0o1777);
  writeFileSync(victim, 'precious', { mode: 0o600 });
  const link = join(shared, name);
  symlinkSync(victim, link);
  if (process.geteuid?.() === 0) lchownSync(link, NOBODY, NOBODY);
  return { link, victim };
}

function expectTaken({ link, victim }: ReturnType<typeof trap>, content: string): void {
  expect(readFileSync(victim, 'utf8')).toBe('precious');
  expect(lstatSync(link).isFile()).toBe(true);
  expect(statSync(link).uid).toBe(process.geteuid?.());
  expect(readFileSync(link, 'latin1')).toContain(content);
}

function atmqtt(...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8', timeout: 20_000 });
}

const RUN = ['--port', 'tcp-listen:0', '--exec'];

test('another user’s link in a shared folder makes nothing be overwritten', needs('Unix'), () => {
  const [ready, report, image] = ['ready.json', 'report.xml', 'image.bin'].map(trap);
  if (ready === undefined || report === undefined || image === undefined) return;
  const read = `cat ${ready.link}`;
  const run = atmqtt(...RUN, read, '--ready-file', ready.link, '--junit', report.link);
  expect(run.status).toBe(0);
  expect(run.stdout).toContain('"ready":true');
  expect(readFileSync(ready.victim, 'utf8')).toBe('precious');
  expectTaken(report, '<testsuites');
  const flash = join(folder(), 'flash');
  expect(atmqtt(...RUN, 'true', '--flash', flash).status).toBe(0);
  expect(atmqtt('flash', 'export', image.link, '--flash', flash).status).toBe(0);
  expectTaken(image, '');
  expect(statSync(image.link).mode & 0o777).toBe(0o600);
});

test('a report for /dev/stdout, - or a descriptor is printed, and the device stays', needs('Linux'), () => {
  for (const place of ['/dev/stdout', '-', '/proc/self/fd/1', '/dev/fd/1']) {
    const run = atmqtt(...RUN, 'true', '--junit', place);
    expect(run.status).toBe(0);
    expect(run.stdout.trim()).toMatch(/^<\?xml.*<\/testsuites>$/s);
  }
  expect(lstatSync('/dev/stdout').isSymbolicLink()).toBe(true);
});

test('an export to standard output is the image and nothing else', () => {
  const flash = join(folder(), 'flash');
  expect(atmqtt(...RUN, 'true', '--flash', flash).status).toBe(0);
  const run = spawnSync(process.execPath, [MAIN, 'flash', 'export', '-', '--flash', flash]);
  expect([run.status, run.stdout.length]).toEqual([0, 112 * 1024]);
  expect(run.stderr.toString()).toContain('exported to -');
});

test('a ready file that is a pipe gets its line, and stays a pipe', needs('Unix'), () => {
  const pipe = join(folder(), 'pipe');
  expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
  const script = `head -n 1 ${pipe} & exec "$0" "$@"`;
  const command = [process.execPath, MAIN, ...RUN, 'sleep 0', '--ready-file', pipe];
  const run = spawnSync('sh', ['-c', script, ...command], { encoding: 'utf8', timeout: 20_000 });
  expect(run.status).toBe(0);
  expect(run.stdout).toContain('"ready":true');
  expect(lstatSync(pipe).isFIFO()).toBe(true);
});
