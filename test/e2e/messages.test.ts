import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, start } from './program.ts';

const NOTING = `--import=${new URL('../support/messages/in-program.js', import.meta.url)}`;

test.each(['en', 'zh'])(
  'what the program tells is noted where all tests are run, in %s too',
  async (lang) => {
    const notes = folder();
    const { exited } = start(['--lang', lang, 'explain', '6006'], {
      env: { NODE_OPTIONS: NOTING, TEST_MESSAGES: notes },
    });
    expect(await exited).toBe(0);
    const noted = readdirSync(notes).flatMap((file) => readFileSync(join(notes, file), 'utf8').split('\n'));
    expect(noted).toEqual(expect.arrayContaining(['explain.meaning', 'codeMeaning.NULL_LINK']));
    expect(noted).not.toContain('codeMeaning.CLIENT_ID_IS_NULL');
  },
);
