import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { linkTargets, resolveTarget, sectionsOf } from '../../tools/docs/read-markdown.ts';

/** What a page of the site is made from. */
export interface Page {
  /** The file or folder, as a path from the root of the repository. */
  readonly source: string;
  /** The page's file in the site, without a language's own names: `guides/ports.md`. */
  readonly path: string;
  readonly language: 'en' | 'zh-CN';
  /** A page of docs, the list of a folder that has no README, or the text of a file that is no page. */
  readonly kind: 'page' | 'folder' | 'file';
  readonly title: string;
  readonly markdown: string;
}

/** All pages, and the files that they show or hand out as they are. */
export interface Site {
  readonly pages: ReadonlyMap<string, Page>;
  /** From source to path. */
  readonly files: ReadonlyMap<string, string>;
}

const FIRST = ['README.md', 'README.zh-CN.md', 'CHANGELOG.md'];
/** A file that is larger is handed out as it is. */
const SHOWN_BYTES = 100_000;
const CHINESE = 'zh-CN/';
const PICTURE = /\.(?:svg|png|webp)$/;
const EXTERNAL = /^(?:[a-z][a-z\d+.-]*:|\/\/)/i;

/** Reads all of docs, and whatever its pages lead to. A link that leads nowhere is an error. */
export function readSite(root: string): Site {
  const pages = new Map<string, Page>();
  const files = new Map<string, string>();
  const open = [
    ...FIRST,
    ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => posix.join('docs', name.replaceAll('\\', '/'))),
  ];
  for (let source = open.pop(); source !== undefined; source = open.pop()) {
    if (pages.has(source) || files.has(source)) continue;
    const page = PICTURE.test(source) ? undefined : readPage(root, source);
    if (page === undefined) {
      files.set(source, placeOf(source));
      continue;
    }
    pages.set(source, page);
    open.push(...leadsTo(root, page));
  }
  return { pages, files };
}

/** Where a link of a page leads in the site, relative to the page; what is outside of the site stays as it is. */
export function hrefFor(site: Site, page: Page, target: string): string {
  if (EXTERNAL.test(target) || target.startsWith('#')) return target;
  const [, anchor] = target.split('#', 2);
  const source = sourceOf(page, decodeURI(target));
  const path = pageOf(site, source)?.path ?? site.files.get(source);
  if (path === undefined) throw new Error(`${page.source}: ${target} leads to no page of the site`);
  const href = posix.relative(posix.dirname(page.path), path);
  return encodeURI(href) + (anchor === undefined ? '' : `#${anchor}`);
}

/** The page that is made from a file or a folder. */
export function pageOf(site: Site, source: string): Page | undefined {
  return site.pages.get(source) ?? site.pages.get(posix.join(source, 'README.md'));
}

/** The same page in the other language: the English one is named in the line below a Chinese page's title. */
export function twinOf(site: Site, page: Page): Page | undefined {
  const path = page.language === 'en' ? CHINESE + page.path : page.path.slice(CHINESE.length);
  return [...site.pages.values()].find((each) => each.path === path);
}

function readPage(root: string, source: string): Page | undefined {
  const file = join(root, source);
  if (!existsSync(file)) throw new Error(`${source}: pages lead to it, and it is not there`);
  if (statSync(file).isDirectory()) return folderPage(root, source);
  const bytes = readFileSync(file);
  const text = bytes.toString();
  if (source.endsWith('.md')) {
    const chinese = /^# .+\n\n\[English\]\((\S+)\)\n/.exec(text)?.[1];
    const path = placeOf(chinese === undefined ? source : resolveTarget(source, chinese));
    const [, first] = sectionsOf(text);
    return {
      source,
      path: chinese === undefined ? path : CHINESE + path,
      language: chinese === undefined ? 'en' : 'zh-CN',
      kind: 'page',
      title: first?.level === 1 ? plain(first.heading) : posix.basename(source, '.md'),
      markdown: text,
    };
  }
  if (bytes.length > SHOWN_BYTES || bytes.includes(0)) return undefined;
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  const language = posix.extname(source).slice(1);
  return {
    source,
    path: `${placeOf(source)}.md`,
    language: 'en',
    kind: 'file',
    title: source,
    markdown: `# ${source}\n\n${fence}${language}\n${text.replace(/\n?$/, '\n')}${fence}\n`,
  };
}

/** A folder is a list, as it is on a code host. */
function folderPage(root: string, source: string): Page | undefined {
  const entries = readdirSync(join(root, source), { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && !/\.(?:o|elf|pyc)$/.test(name) && name !== '__pycache__')
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .sort();
  if (entries.includes('README.md')) return readPage(root, posix.join(source, 'README.md'));
  const lines = entries.map((name) => {
    const [, first] = name.endsWith('.md')
      ? sectionsOf(readFileSync(join(root, source, name), 'utf8'))
      : [undefined, undefined];
    return `- [${first?.level === 1 ? first.heading : name}](${encodeURI(name)})`;
  });
  return {
    source,
    path: posix.join(placeOf(source), 'index.md'),
    language: 'en',
    kind: 'folder',
    title: source,
    markdown: `# ${source}\n\n${lines.join('\n')}\n`,
  };
}

/** The sources that a page leads to, without those that are nothing of this repository. */
function leadsTo(root: string, page: Page): string[] {
  if (page.kind === 'file') return [];
  return sectionsOf(page.markdown)
    .flatMap(({ heading, prose }) => linkTargets(`${heading}\n\n${prose}`))
    .filter((target) => !EXTERNAL.test(target) && !target.startsWith('#'))
    .map((target) => sourceOf(page, decodeURI(target)))
    .map((source) => {
      const readme = posix.join(source, 'README.md');
      return existsSync(join(root, readme)) ? readme : source;
    });
}

function sourceOf(page: Page, target: string): string {
  const from = page.kind === 'folder' ? posix.join(page.source, 'README.md') : page.source;
  return resolveTarget(from, target).replace(/\/$/, '');
}

/** Where a source lies in the site: docs at the top, README as the start page, all else in `files/`. */
function placeOf(source: string): string {
  if (source === 'README.md') return 'index.md';
  if (source === 'docs/README.md') return 'docs.md';
  const path = source.replace(/(^|\/)README\.md$/, '$1index.md');
  if (path.startsWith('docs/')) return path.slice('docs/'.length);
  return /^[A-Z]+\.md$/.test(path) ? path.toLowerCase() : `files/${path}`;
}

function plain(heading: string): string {
  return heading.replaceAll('`', '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
}
