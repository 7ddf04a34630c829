import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A settings file in a folder that is removed with the test. */
export function configFile(text: string | Uint8Array, name = 'atmqtt.yaml'): string {
  const folder = mkdtempSync(join(tmpdir(), 'atmqtt-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}
