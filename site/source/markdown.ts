import type { MarkdownRenderer } from 'vitepress';
import { flowchartSvg } from './flowchart.ts';
import { hrefFor, type Page, type Site } from './pages.ts';

/** How a language is coloured that the highlighter does not know. */
const COLOURED_AS: Readonly<Record<string, string>> = {
  transcript: 'txt',
  ld: 'txt',
  ndjson: 'json',
  h: 'c',
  dts: 'c',
};

/**
 * Lets pages mean what they mean on a code host: links to files lead to the pages made from them, and what Vue would
 * take for an expression is text.
 * @param pageAt the page that is written to a path
 */
export function asOnACodeHost(
  markdown: MarkdownRenderer,
  site: Site,
  pageAt: (path: string) => Page | undefined,
): void {
  markdown.core.ruler.push('as-on-a-code-host', ({ tokens, env }) => {
    const page = pageAt(env.path);
    if (page === undefined) return;
    for (const [at, head] of tokens.entries()) {
      const [content, end] = tokens.slice(at + 1, at + 3);
      // The corner of a table heads nothing.
      if (head.type === 'th_open' && content?.content === '' && end !== undefined) {
        head.tag = 'td';
        end.tag = 'td';
      }
    }
    for (const token of tokens.filter(({ type }) => type === 'fence')) {
      const [language = ''] = token.info.trim().split(/\s+/);
      token.info = COLOURED_AS[language] ?? language;
    }
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const name = { link_open: 'href', image: 'src' }[token.type];
      const target = name === undefined ? null : token.attrGet(name);
      if (name !== undefined && target !== null) token.attrSet(name, hrefFor(site, page, target));
    }
  });
  const fence = markdown.renderer.rules.fence;
  markdown.renderer.rules.fence = (...args) => {
    const [tokens, at] = args;
    const chart = tokens[at]?.info === 'mermaid' ? flowchartSvg(tokens[at].content) : undefined;
    return chart ?? fence?.(...args) ?? '';
  };
  const text = markdown.renderer.rules.text;
  markdown.renderer.rules.text = (...args) => (text?.(...args) ?? '').replaceAll('{{', '&#123;&#123;');
}
