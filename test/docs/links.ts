import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { anchorsOf, linkTargets, sectionsOf } from '../../tools/docs/read-markdown.ts';

/** Says of every relative link of a page that leads nowhere where it leads and what is missing. */
export function brokenLinks(root: string, page: string): string[] {
  const markdown = readFileSync(join(root, page), 'utf8');
  const targets = sectionsOf(markdown).flatMap(({ heading, prose }) => linkTargets(`${heading}\n\n${prose}`));
  return targets
    .filter((target) => !/^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(target))
    .flatMap((target) => {
      const why = brokenBecause(root, page, target);
      return why === undefined ? [] : [`${page}: ${target}: ${why}`];
    });
}

function brokenBecause(root: string, page: string, target: string): string | undefined {
  const [path = '', anchor] = target.split('#', 2).map(decodeURIComponent);
  const file = path === '' ? join(root, page) : resolve(root, dirname(page), path);
  if (relative(root, file).startsWith('..')) return 'it leaves the repository';
  if (!existsSync(file)) return 'there is no such file';
  if (anchor === undefined || anchor === '') return undefined;
  if (!statSync(file).isFile() || !file.endsWith('.md')) return 'only a page has headings';
  return anchorsOf(readFileSync(file, 'utf8')).has(anchor) ? undefined : 'there is no such heading';
}
