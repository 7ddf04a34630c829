import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder } from '../support/folder.ts';

/** The build of a checkout that has nothing but this tool. */
const BUILD = `
import { mkdirSync, writeFileSync } from 'node:fs';
console.log('builds');
mkdirSync('dist/cli', { recursive: true });
writeFileSync('dist/cli/main.js', 'console.log(JSON.stringify([process.argv.slice(2), process.cwd()]))');
writeFileSync('dist/built', '');
`;

/** A checkout, and what it starts with: what it printed, line by line. */
function checkout() {
  const root = folder();
  for (const path of ['src/deep', 'web/node_modules', 'tools', 'test/corpus/cases'])
    mkdirSync(join(root, path), { recursive: true });
  for (const name of ['tsconfig.json', 'tsconfig.build.json', 'rolldown.config.js', 'package-lock.json'])
    writeFileSync(join(root, name), '');
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  for (const name of ['src/deep/a.ts', 'src/b.ts', 'web/page.tsx']) writeFileSync(join(root, name), '');
  copyFileSync('tools/start.js', join(root, 'tools/start.js'));
  writeFileSync(join(root, 'tools/build.js'), BUILD);
  const start = (...args: string[]): string[] =>
    spawnSync(process.execPath, [join(root, 'tools/start.js'), ...args], {
      cwd: join(root, 'src'),
      encoding: 'utf8',
    })
      .stdout.trim()
      .split('\n');
  return { root, start };
}

/** A moment behind what was built. */
const later = new Date(Date.now() + 60_000);

test('the program is built where it was not, and started with its arguments where it was called', () => {
  const { root, start } = checkout();
  const started = JSON.stringify([['run', '--web'], join(root, 'src')]);
  expect(start('run', '--web')).toEqual(['builds', started]);
  expect(start('run', '--web')).toEqual([started]);
});

test.each<[string, (root: string) => void]>([
  ['a source that was changed', (root) => utimesSync(join(root, 'src/deep/a.ts'), later, later)],
  ['a file of the page', (root) => utimesSync(join(root, 'web/page.tsx'), later, later)],
  ['what it is built by', (root) => utimesSync(join(root, 'rolldown.config.js'), later, later)],
  [
    'a source that has gone',
    (root) => {
      rmSync(join(root, 'src/deep/a.ts'));
      utimesSync(join(root, 'src/deep'), later, later);
    },
  ],
  ['a build that was cut short', (root) => rmSync(join(root, 'dist/built'))],
])('%s has it built again', (_, change) => {
  const { root, start } = checkout();
  start();
  change(root);
  expect(start()[0]).toBe('builds');
});

test('what lies there for others changes nothing', () => {
  const { root, start } = checkout();
  start();
  writeFileSync(join(root, 'web/node_modules/x.js'), '');
  utimesSync(join(root, 'web/node_modules/x.js'), later, later);
  expect(start()).toHaveLength(1);
});
