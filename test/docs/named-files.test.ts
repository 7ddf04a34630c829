import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const PAGES = [
  'CONTRIBUTING.md',
  'docs/architecture.md',
  'docs/glossary.md',
  'docs/testing.md',
  ...readdirSync(join(ROOT, 'docs/decisions')).map((file) => `docs/decisions/${file}`),
];
const FOLDERS = readdirSync(join(ROOT, 'src'));
const OUTSIDE = ['src', 'test', 'tools', 'bench', 'docs', 'schema', 'site'];

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The files and folders that a page names as code, without examples. */
function namedFiles(page: string): string[] {
  const prose = read(page).replace(/```[\s\S]*?```/g, '');
  return (
    [...prose.matchAll(/`([\w-]+(?:\/[\w.-]+)*\/?)`/g)]
      .map(([, path = '']) => path)
      // The worked example makes its own.
      .filter((path) => path.includes('/') && !path.includes('systemp'))
      // Made by a build, and not before.
      .filter((path) => !/(?:^|\/)dist(?:\/|$)/.test(path))
      .filter((path) => [...FOLDERS, ...OUTSIDE].includes(path.split('/')[0] ?? ''))
  );
}

test.each(PAGES)('the files that %s names are there', (page) => {
  const missing = namedFiles(page).filter(
    (path) => !existsSync(join(ROOT, 'src', path)) && !existsSync(join(ROOT, path)),
  );
  expect(missing).toEqual([]);
});

test('a page says what each library is for', () => {
  const page = read('docs/decisions/0002-libraries.md');
  const { dependencies, optionalDependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
    string,
    Record<string, string>
  >;
  const all = Object.keys({ ...dependencies, ...optionalDependencies, ...devDependencies });
  expect(all.length).toBeGreaterThan(20);
  expect(all.filter((name) => !name.startsWith('@types/') && !page.includes(`\`${name}\``))).toEqual([]);
});
