import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/** Rooms that must do without Node, and files in them that need not. */
const WITHOUT_NODE = ['bytes/probe.ts', 'at/probe.ts', 'mqtt/probe.ts'];
const WITH_NODE = ['mqtt/transports/probe.ts', 'module/probe.ts', 'ports/probe.ts'];

interface Diagnostic {
  readonly category: string;
  readonly location: { readonly path: string; readonly start: { readonly line: number } };
}

let folder: string;
/** `rule path: import` of every refusal. */
let refused: string[];

const probes = new Map<string, string[]>();

beforeAll(() => {
  for (const path of [...WITHOUT_NODE, ...WITH_NODE]) probes.set(path, ['node:net']);
  folder = mkdtempSync(join(tmpdir(), 'rooms-'));
  copyFileSync(join(ROOT, 'biome.json'), join(folder, 'biome.json'));
  for (const [path, imports] of probes) {
    const file = join(folder, 'src', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, imports.map((specifier) => `import '${specifier}';\n`).join(''));
  }
  refused = lint().map(({ category, location: { path, start } }) => {
    const file = path.replace(/^src\//, '');
    return `${category.split('/').at(-1)} ${file}: ${probes.get(file)?.[start.line - 1]}`;
  });
});

afterAll(() => rmSync(folder, { recursive: true }));

function lint(): Diagnostic[] {
  const biome = join(ROOT, 'node_modules', '.bin', 'biome');
  const args = ['lint', '--reporter=json', '--max-diagnostics=none', '--vcs-enabled=false', '.'];
  const { stdout, stderr } = spawnSync(biome, args, { cwd: folder, encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return (JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics;
}

test('the linter keeps Node’s modules out of the rooms that must do without', () => {
  const expected = WITHOUT_NODE.map((path) => `noNodejsModules ${path}: node:net`);
  expect(refused.filter((each) => each.startsWith('noNodejsModules')).sort()).toEqual(expected.sort());
});
