import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { htmlReport } from '#compare/html-report';
import type { CompareReport } from '#compare/report';
import { english } from '#messages/language';
import { chinese } from '#messages/zh/chinese';
import { BROWSER_ARGUMENTS } from '../e2e/browser/arguments.ts';
import { needs } from '../support/needs.ts';
import { programPath } from '../support/programs.ts';

const STARTING_MS = 60_000;
const EVIL = `</code><script>document.title='run'</script><img src=x onerror="document.title='run'">&amp;'"\u001b[31m`;

const REPORT: CompareReport = {
  program: '1.2.3',
  port: `tcp:${EVIL}`,
  startedAt: Date.UTC(2026, 10, 30),
  ms: 61_000,
  identity: [`AT version:${EVIL}`, 'Bin version:\u009b2J'],
  played: 2,
  planned: 3,
  ended: undefined,
  leftOut: new Map([['restart', 4]]),
  lostIn: [],
  likenesses: [{ profile: { firmware: '5.0', follow: 'module' }, same: 1, differ: 1 }],
  asMuchLike: [],
  observed: [{ version: '5.0.1.0', same: 1, differ: 1 }],
  ours: { firmware: '5.0', follow: 'module' },
  findings: [
    {
      cause: { kind: 'answer', command: '', ours: 'OK', came: EVIL },
      cases: [
        {
          id: 'forms-0001',
          about: EVIL,
          step: 1,
          input: `AT${EVIL}\r\n`,
          ours: '\r\nOK\r\n',
          came: `${EVIL}\r\n`,
          manual: '\r\nERROR\r\n',
          observed: { '5.0.1.0': '\r\nOK\r\n' },
        },
      ],
    },
  ],
};

test('a page holds nothing that is loaded or run', () => {
  const page = htmlReport(REPORT, english);
  expect(page).not.toMatch(/<(?:script|img|link|iframe)|<[^>]*\s(?:src|href|on\w+)=|url\(|@import/i);
  expect(page).not.toMatch(/\p{Cc}(?<!\n)/u);
});

describe('in a browser', needs('chromium'), () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: programPath('chromium'), args: BROWSER_ARGUMENTS });
  }, STARTING_MS);

  afterAll(() => browser?.close());

  test.each([
    [english, 'en', 'Most like firmware 5.0, follow: module: 1 of 2 cases the same.'],
    [chinese, 'zh-CN', '最像固件 5.0, follow: module：2 个用例中 1 个相同。'],
  ])('a page in %s shows what was found, bytes as text', async (language, lang, told) => {
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    const requests: string[] = [];
    const failures: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('pageerror', (error) => failures.push(error.message));
    await page.setContent(htmlReport(REPORT, language));
    expect(await page.locator('html').getAttribute('lang')).toBe(lang);
    expect(await page.title()).toContain(`</code><script>`);
    expect(await page.locator('p', { hasText: told }).count()).toBe(1);
    expect(await page.locator('details[open] article').count()).toBe(1);
    const shown = await page.locator('article td code').allTextContents();
    expect(shown).toContain('⏎OK⏎');
    expect(shown).toContain('⏎ERROR⏎');
    expect(shown.some((text) => text.startsWith('</code><script>'))).toBe(true);
    expect(await page.locator('article mark').count()).toBeGreaterThan(0);
    expect(requests.filter((url) => !url.startsWith('about:'))).toEqual([]);
    expect(failures).toEqual([]);
  });
});
