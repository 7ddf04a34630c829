import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { PLACEHOLDER } from './relative-base.ts';

/** What is wrong with a site that was built: links and anchors that lead nowhere, and what would not lie under any path. */
export function faultsOf(folder: string): string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) =>
    path.replaceAll('\\', '/'),
  );
  const absolute = paths
    .filter((path) => /\.(?:html|js|css)$/.test(path))
    .filter((path) => readFileSync(join(folder, path), 'utf8').includes(PLACEHOLDER))
    .map((path) => `${path}: it holds an address that begins at the root of its host`);
  // The page for an address that does not exist is shown at any.
  const pages = paths.filter((path) => path.endsWith('.html') && path !== '404.html');
  const html = new Map(pages.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
  const anchors = new Map([...html].map(([path, text]) => [path, anchorsIn(text)]));
  const dead = [...html].flatMap(([page, text]) =>
    [
      ...new Set(
        [...text.matchAll(/<(?:a|img)\b[^>]*?\s(?:href|src)="([^"]*)"/g)].map(([, href = '']) => href),
      ),
    ]
      .filter((href) => !/^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(href))
      .flatMap((href) => {
        const [path = '', anchor = ''] = href
          .split('#', 2)
          .map((part) => decodeURIComponent(unescaped(part)));
        const joined = path === '' ? page : posix.join(posix.dirname(page), path);
        const target = /(?:^|\/)\.?$/.test(joined) ? posix.join(joined, 'index.html') : joined;
        if (path.startsWith('/') || target.startsWith('..') || !existsSync(join(folder, target)))
          return [`${page}: ${href}: there is no such page`];
        return anchor === '' || anchors.get(target)?.has(anchor)
          ? []
          : [`${page}: ${href}: there is no such heading`];
      }),
  );
  return [...absolute, ...dead];
}

function anchorsIn(html: string): Set<string> {
  return new Set([...html.matchAll(/\s(?:id|name)="([^"]+)"/g)].map(([, id = '']) => unescaped(id)));
}

function unescaped(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}
