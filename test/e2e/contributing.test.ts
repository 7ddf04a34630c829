import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyEdit, stepsIn } from '../docs/worked-example.ts';
import { needs } from '../support/needs.ts';

const ROOT = join(import.meta.dirname, '../..');

const steps = stepsIn(readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8'), 'Adding a command');

/** A copy of the project, in which the example of CONTRIBUTING.md is carried out. */
let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'atmqtt-contributing-'));
  const { stdout } = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  for (const path of stdout.split('\0').filter((each) => each !== ''))
    cpSync(join(ROOT, path), join(copy, path));
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  // Biome reads .gitignore in a repository only.
  spawnSync('git', ['init', '-q'], { cwd: copy });
});

afterAll(() => rmSync(copy, { recursive: true }));

describe('the command that CONTRIBUTING.md adds', needs('git'), () => {
  test('is made of a rule, a transcript, a setting, a row, its places and its Chinese', () => {
    expect(steps.files.size).toBe(2);
    expect(steps.edits.length).toBe(7);
    for (const [path, text] of steps.files) {
      mkdirSync(dirname(join(copy, path)), { recursive: true });
      writeFileSync(join(copy, path), text);
    }
    for (const { path, lines } of steps.edits) {
      const file = join(copy, path);
      writeFileSync(file, applyEdit(readFileSync(file, 'utf8'), lines));
    }
  });

  test.each(steps.commands)('passes %s', { timeout: 240_000 }, (command) => {
    const env = { ...process.env, NO_COLOR: '1' };
    const { status, stdout, stderr } = spawnSync(command, { cwd: copy, shell: true, encoding: 'utf8', env });
    expect(status, `${stdout}\n${stderr}`).toBe(0);
  });
});
