import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DefaultTheme, defineConfig } from 'vitepress';
import { anchorOf } from '../../tools/docs/read-markdown.ts';
import { faultsOf } from '../source/check-output.ts';
import { addressOf, type Chapter, chaptersOf, type Entry } from '../source/contents.ts';
import { LESSON_PAGES, lessonPagesOf } from '../source/lesson-pages.ts';
import { asOnACodeHost } from '../source/markdown.ts';
import { type Page, readSite, twinOf } from '../source/pages.ts';
import { linesToTry } from '../source/playgrounds.ts';
import { PLACEHOLDER, placedPage, relativeBase } from '../source/relative-base.ts';
import { searchTerms, weightOf } from '../source/search-terms.ts';
import { CHINESE, ENGLISH, SEARCH_IN_CHINESE } from '../source/words.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = resolve(HERE, '../..');
/** VitePress wants its pages in one folder, at the paths that they have in the site. */
const PAGES = join(HERE, 'pages');
const LESSON = join(HERE, 'lesson');

/** Pages in which every name stands, and nothing about it. */
const UNSEARCHED = /^docs\/(?:api\/|reference\/coverage\.md)/;

const site = readSite(ROOT);
const byPath = new Map([...site.pages.values()].map((page) => [page.path, page]));

rmSync(PAGES, { recursive: true, force: true });
for (const page of site.pages.values())
  write(join(PAGES, page.path), pageFile(frontMatterOf(page), page.markdown));
for (const { path, matter, markdown } of LESSON_PAGES) write(join(PAGES, path), pageFile(matter, markdown));
for (const [source, path] of site.files) {
  // A picture is a part of its page, for the bundler to take; anything else is handed out as it is.
  const folder = /\.(?:svg|png|webp)$/.test(path) ? PAGES : join(PAGES, 'public');
  write(join(folder, path), readFileSync(join(ROOT, source)));
}

// What pages mount, made before VitePress runs.
for (const name of readdirSync(LESSON).filter((each) => each.startsWith('atmqtt-lesson')))
  write(join(PAGES, 'public/lesson', name), readFileSync(join(LESSON, name)));

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

function pageFile(matter: object, markdown: string): string {
  return `---\n${JSON.stringify(matter)}\n---\n${markdown}`;
}

function frontMatterOf(page: Page): object {
  const twin = twinOf(site, page);
  const tries = linesToTry(site, page);
  return {
    ...(twin && { twin: addressOf(twin) }),
    ...((page.kind !== 'page' || UNSEARCHED.test(page.source)) && { search: false }),
    ...(page.kind === 'file' && { outline: false }),
    ...(tries && { tries }),
  };
}

function listOf(language: Page['language']): {
  nav: DefaultTheme.NavItem[];
  sidebar: DefaultTheme.SidebarItem[];
} {
  const list = site.pages.get(language === 'en' ? 'docs/README.md' : 'docs/zh-CN/README.md');
  const chapters: Chapter[] = list === undefined ? [] : chaptersOf(site, list);
  const item = ({ text, link, items }: Entry): DefaultTheme.SidebarItem =>
    items.length === 0 ? { text, link } : { text, link, collapsed: true, items: items.map(item) };
  return {
    nav: [...lessonPagesOf(language), ...chapters.map(({ text, link }) => ({ text, link }))],
    sidebar: chapters.map(({ text, entries }) => ({ text, items: entries.map(item) })),
  };
}

export default defineConfig({
  title: 'atmqtt',
  description: 'An ESP-AT MQTT module in software',
  base: PLACEHOLDER,
  srcDir: '.vitepress/pages',
  // Where a page lies says nothing of where it comes from.
  lastUpdated: false,
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  locales: {
    root: { label: 'English', lang: 'en', themeConfig: { ...ENGLISH, ...listOf('en') } },
    'zh-CN': { label: '简体中文', lang: 'zh-CN', themeConfig: { ...CHINESE, ...listOf('zh-CN') } },
  },
  themeConfig: {
    outline: [2, 3],
    search: {
      provider: 'local',
      options: {
        locales: { 'zh-CN': { translations: SEARCH_IN_CHINESE } },
        miniSearch: {
          options: { tokenize: searchTerms },
          searchOptions: {
            combineWith: 'AND',
            prefix: true,
            fuzzy: 0.2,
            boost: { title: 4, text: 2, titles: 1 },
            boostDocument: weightOf,
          },
        },
      },
    },
  },
  markdown: {
    // What a code host does not know, a page does not mean.
    attrs: { disable: true },
    anchor: { slugify: anchorOf },
    config: (markdown) =>
      asOnACodeHost(markdown, site, (path) => byPath.get(relative(PAGES, path).replaceAll('\\', '/'))),
  },
  vite: {
    plugins: [relativeBase()],
    resolve: {
      alias: [{ find: /^\.{1,2}\/composables\/langs$/, replacement: join(HERE, 'theme/langs.ts') }],
    },
    build: { chunkSizeWarningLimit: 4096 },
  },
  transformHtml: (html, _id, { page }) => placedPage(html, page),
  buildEnd({ outDir }) {
    const faults = faultsOf(outDir);
    if (faults.length > 0) throw new Error(`The site is not as it should be:\n  ${faults.join('\n  ')}`);
  },
});
