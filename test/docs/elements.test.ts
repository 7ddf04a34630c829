import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sectionsOf, withoutCode } from '../../tools/docs/read-markdown.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGES = [
  ...readdirSync(ROOT),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => join('docs', name)),
].filter((name) => name.endsWith('.md'));

/** What a code host and the site both show. */
const KNOWN = /^<\/?(?:a|br|img|picture|source|details|summary|kbd|sub|sup)\b/;

/** The elements of a page that a code host leaves out without a word, such as `<mode>` that is not marked as code. */
function lostElements(markdown: string): string[] {
  return sectionsOf(markdown)
    .flatMap(({ heading, prose }) =>
      withoutCode(`${heading}\n\n${prose}`)
        .replace(/<!--[\s\S]*?-->/g, '')
        .match(/<\/?[a-z][\w-]*(?:\s[^<>]*)?>/gi),
    )
    .filter((element) => element !== null)
    .filter((element) => !KNOWN.test(element));
}

test.each(PAGES)('%s has no element that is left out where it is shown', (page) => {
  expect(lostElements(readFileSync(join(ROOT, page), 'utf8'))).toEqual([]);
});

test('such elements are found', () => {
  const page =
    '# A <one>\n\n`<two>` <br> <https://example.com> <!-- <three> -->\n\n```\n<four>\n```\n\na < b > c, <five six="7">';
  expect(lostElements(page)).toEqual(['<one>', '<five six="7">']);
});
