import type { Plugin } from 'vite';

/** What stands for the place of the site while it is built; nothing of it may be left. */
export const PLACEHOLDER = '/placeholder-of-base/';

/** The name of the place in the page, which only the browser knows. */
const PLACE = '__SITE_PLACE__';

/**
 * Lets the site lie under any path: VitePress knows one that is written into everything, so that is replaced in what
 * was built, in scripts by an expression and in styles by a relative address.
 */
export function relativeBase(): Plugin {
  return {
    name: 'relative-base',
    enforce: 'post',
    apply: (_config, { isSsrBuild }) => isSsrBuild !== true,
    generateBundle(_options, bundle) {
      for (const output of Object.values(bundle)) {
        if (output.type === 'chunk') output.code = placedScript(output.code, (code) => this.parse(code));
        else if (output.fileName.endsWith('.css')) {
          const up = '../'.repeat(output.fileName.split('/').length - 1);
          output.source = String(output.source).replaceAll(PLACEHOLDER, up);
        }
      }
    },
  };
}

/** The page with addresses relative to itself, and a script that says where the site lies. */
export function placedPage(html: string, path: string): string {
  const up = '../'.repeat(path.split('/').length - 1) || './';
  const inJson = `\\"${PLACEHOLDER}\\"`;
  return html
    .replaceAll(inJson, `\\""+${PLACE}+"\\"`)
    .replaceAll(`"${PLACEHOLDER}`, `"${up}`)
    .replace(
      '<head>',
      `<head>\n    <script>var ${PLACE}=new URL(${JSON.stringify(up)},location.href).pathname</script>`,
    )
    .replace('</body>', `  <script>${ABSOLUTE_LINKS}</script>\n  </body>`);
}

// Menus stay while pages come and go, so what they lead to must not depend on the page they came with.
const ABSOLUTE_LINKS =
  "for(const link of document.querySelectorAll('a[href^=\".\"]'))link.setAttribute('href',link.pathname+link.search+link.hash)";

interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** A script in which each string that holds the placeholder is joined with the place. */
export function placedScript(code: string, parse: (code: string) => unknown): string {
  if (!code.includes(PLACEHOLDER)) return code;
  const edits: { start: number; end: number; text: string }[] = [];
  const visit = (node: SyntaxNode): void => {
    const raw = code.slice(node.start, node.end);
    if ((node.type === 'Literal' || node.type === 'TemplateElement') && raw.includes(PLACEHOLDER)) {
      const quote = raw[0] ?? '';
      const text =
        node.type === 'Literal'
          ? ` (${raw.replaceAll(PLACEHOLDER, `${quote}+${PLACE}+${quote}`)})`
          : raw.replaceAll(PLACEHOLDER, `\${${PLACE}}`);
      edits.push({ start: node.start, end: node.end, text });
      return;
    }
    for (const value of Object.values(node)) {
      for (const each of Array.isArray(value) ? value : [value]) {
        if (typeof each === 'object' && each !== null && 'type' in each) visit(each as SyntaxNode);
      }
    }
  };
  visit(parse(code) as SyntaxNode);
  return edits
    .sort((one, other) => other.start - one.start)
    .reduce((text, { start, end, text: placed }) => text.slice(0, start) + placed + text.slice(end), code);
}
