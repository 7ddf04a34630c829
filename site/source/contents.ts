import { posix } from 'node:path';
import { anchorOf, resolveTarget, sectionsOf } from '../../tools/docs/read-markdown.ts';
import { type Page, pageOf, type Site } from './pages.ts';

/** A line of the sidebar, with the further pages that the same line of the list names. */
export interface Entry {
  readonly text: string;
  /** From the top of the site: `/guides/ports.html`. */
  readonly link: string;
  readonly items: readonly Entry[];
}

/** A section of the list of pages. */
export interface Chapter {
  readonly text: string;
  /** Where the list of pages has it. */
  readonly link: string;
  readonly entries: readonly Entry[];
}

const LINK = /\[((?:[^[\]`]|`[^`]*`)+)\]\(([^)\s]+)\)/g;

/** The address of a page from the top of the site. */
export function addressOf(page: Page): string {
  return `/${page.path.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '.html')}`;
}

/**
 * The sections of a list of pages (docs/README.md and its Chinese twin): each item is an entry, by its first link; its
 * further links are below it.
 */
export function chaptersOf(site: Site, list: Page): Chapter[] {
  return sectionsOf(list.markdown)
    .filter(({ level }) => level === 2)
    .map(({ heading, prose }) => ({
      text: heading,
      link: `${addressOf(list)}#${anchorOf(heading)}`,
      entries: prose
        .split(/^- /m)
        .slice(1)
        .flatMap((item) => entryOf(site, list, item)),
    }));
}

function entryOf(site: Site, list: Page, item: string): Entry[] {
  const [first, ...others] = [...item.matchAll(LINK)].map(([, text = '', target = '']) => {
    const page = pageOf(site, resolveTarget(list.source, target).replace(/\/$/, ''));
    if (page === undefined) throw new Error(`${list.source}: ${target} leads to no page of the site`);
    return { text: text.replaceAll('`', ''), page };
  });
  if (first === undefined) return [];
  return [
    {
      text: capitalised(first.text),
      link: addressOf(first.page),
      // In the middle of a sentence a link is a part of it; the page says what it is called.
      items: others.map(({ text, page }) => ({
        text:
          page.kind === 'page' && page.language === list.language && hasTitle(page)
            ? page.title
            : capitalised(text),
        link: addressOf(page),
        items: [],
      })),
    },
  ];
}

function hasTitle({ title, source }: Page): boolean {
  return title !== posix.basename(source, '.md');
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
