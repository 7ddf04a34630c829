import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import { describe, expect, onTestFinished, test } from 'vitest';
import { faultsOf } from '../../site/source/check-output.ts';
import { PLACEHOLDER, placedPage, placedScript } from '../../site/source/relative-base.ts';

describe('what was built lies under any path', () => {
  test.each([
    ['a string', `load("${PLACEHOLDER}assets/" + name)`, '/b/assets/x'],
    ['a string that is returned', `load((() => {return"${PLACEHOLDER}assets/"+name})())`, '/b/assets/x'],
    ['the place alone', `load('${PLACEHOLDER}')`, '/b/'],
    ['a template', `load(\`${PLACEHOLDER}assets/\${name}\`)`, '/b/assets/x'],
    [
      'text with several in it',
      `load('{"a":"${PLACEHOLDER}a","b":"${PLACEHOLDER}b"}')`,
      '{"a":"/b/a","b":"/b/b"}',
    ],
    ['nothing of it', `load("/assets/" + name)`, '/assets/x'],
  ])('a script with %s', (_what, script, loaded) => {
    const placed = placedScript(script, (code) => parseAst(code, { lang: 'js' }));
    expect(placed).not.toContain(PLACEHOLDER);
    let got: unknown;
    new Function('load', 'name', '__SITE_PLACE__', placed)(
      (address: string) => {
        got = address;
      },
      'x',
      '/b/',
    );
    expect(got).toBe(loaded);
  });

  test.each([
    ['index.md', './'],
    ['a.md', './'],
    ['zh-CN/guides/a.md', '../../'],
  ])('the page %s', (path, up) => {
    const html = `<head></head><body><a href="${PLACEHOLDER}x.html"></a><script>parse("{\\"base\\":\\"${PLACEHOLDER}\\"}")</script></body>`;
    const placed = placedPage(html, path);
    expect(placed).toContain(`<a href="${up}x.html">`);
    expect(placed).toContain(`new URL("${up}",location.href)`);
    expect(placed).toContain('parse("{\\"base\\":\\""+__SITE_PLACE__+"\\"}")');
    expect(placed).not.toContain(PLACEHOLDER);
  });
});

test('links and anchors that lead nowhere are told, and addresses that only one place has', () => {
  const folder = mkdtempSync(join(tmpdir(), 'atmqtt-built-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  write(
    'index.html',
    '<h1 id="中文">a</h1><a href="./">b</a> <a class="c" href="guides/">d</a> <a href="#%E4%B8%AD%E6%96%87">e</a>',
  );
  write(
    'guides/index.html',
    '<a href="../#中文">a</a> <a href="https://example.com/none">b</a> <img src="../p.svg">',
  );
  write(
    'guides/bad.html',
    '<a href="../#none">a</a> <a href="none.html">b</a> <a href="/index.html">c</a> <a href="../../x.html">d</a>',
  );
  write('p.svg', '<svg/>');
  write('a.js', `"${PLACEHOLDER}"`);
  write('404.html', '<a href="/wherever.html">a</a>');
  expect(faultsOf(folder).sort()).toEqual([
    'a.js: it holds an address that begins at the root of its host',
    'guides/bad.html: ../#none: there is no such heading',
    'guides/bad.html: ../../x.html: there is no such page',
    'guides/bad.html: /index.html: there is no such page',
    'guides/bad.html: none.html: there is no such page',
  ]);
});
