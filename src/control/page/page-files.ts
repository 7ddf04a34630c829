import { readdirSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { systemCode } from '#errors/system-error';
import { PageFile } from './page-file.ts';

const INDEX = 'index.html';
/** In it the build puts files whose names change with what they hold. */
const HASHED = /^assets\/.+-[\w-]{8}\.\w+$/;

/** The types of the files of a page, by the ends of their names; one that is not here is not served. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
};

/**
 * The files of a built page, by their paths in URLs: all there are, so that no path of a request is ever looked for on the disk.
 * @param folder what the build has made
 * @returns undefined where there is no page
 */
export function pageFiles(folder: string): ReadonlyMap<string, PageFile> | undefined {
  const files = new Map<string, PageFile>();
  for (const name of namesIn(folder)) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const path = name === INDEX ? '/' : `/${name}`;
    files.set(path, new PageFile({ file: join(folder, name), type, unchanging: HASHED.test(name) }));
  }
  return files.has('/') ? files : undefined;
}

/** With `/` between the names of folders. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).split(sep).join('/'));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return [];
    throw error;
  }
}
