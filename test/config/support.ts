import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { isConfigFileError } from '#config/config-file-error';
import { readConfigFile } from '#config/file';
import { textOf } from '#messages/message';

/** A settings file in a folder that is removed with the test. */
export function configFile(text: string | Uint8Array, name = 'atmqtt.yaml'): string {
  const folder = mkdtempSync(join(tmpdir(), 'atmqtt-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** What is wrong with a settings file, all of it. */
export function mistakesOf(file: string): string[] {
  try {
    readConfigFile(file);
    return [];
  } catch (error) {
    if (!isConfigFileError(error)) throw error;
    return error.mistakes.map((mistake) => textOf(mistake));
  }
}

/** The mistakes in a text, without the file's name. */
export function mistakesIn(text: string | Uint8Array): string[] {
  const file = configFile(text);
  return mistakesOf(file).map((mistake) => mistake.slice(file.length + 1));
}
