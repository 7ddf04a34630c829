import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Rules } from '../../tools/layers/rules.js';

/** Source by its path in src. */
export type Probe = Readonly<Record<string, string>>;

/** Rules for a src of three folders. */
export const LISTED: Rules = {
  groups: {},
  layers: {
    high: { about: 'above', imports: ['low', 'high/own'], node: true, packages: ['ws'] },
    'high/own': { about: 'in high, with a list of its own' },
    low: { about: 'below' },
  },
};

/** Makes a src that keeps to {@link LISTED}, and some more files in it. @returns its folder */
export function probed(files: Probe): string {
  const src = mkdtempSync(join(tmpdir(), 'atmqtt-layers-'));
  onTestFinished(() => rmSync(src, { recursive: true }));
  const high = "import './own/x.ts'; import '#low/x'; import 'node:fs'; import 'ws';";
  const all = { 'low/x.ts': '', 'high/x.ts': high, 'high/own/x.ts': '', ...files };
  for (const [path, source] of Object.entries(all)) {
    mkdirSync(dirname(join(src, path)), { recursive: true });
    writeFileSync(join(src, path), source);
  }
  return src;
}
