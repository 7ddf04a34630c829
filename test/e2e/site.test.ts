import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { addressOf } from '../../site/source/contents.ts';
import { readSite } from '../../site/source/pages.ts';
import { needs } from '../support/needs.ts';
import { programPath } from '../support/programs.ts';
import { BROWSER_ARGUMENTS } from './browser/arguments.ts';
import { type StaticServer, serveFolder } from './support/static-server.ts';
import { expectAccessible } from './web/page.ts';

const ROOT = join(import.meta.dirname, '../..');
const BUILDING_MS = 300_000;
/** It must not matter where the site lies. */
const BELOW = '/some/place/';

describe('the site', needs('npm registry', 'chromium'), () => {
  let browser: Browser;
  let server: StaticServer;

  beforeAll(async () => {
    const { status, stderr } = spawnSync('npm', ['run', '--silent', 'build:site'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
    server = await serveFolder(join(ROOT, 'site/.vitepress/dist'), BELOW);
    browser = await chromium.launch({ executablePath: programPath('chromium'), args: BROWSER_ARGUMENTS });
  }, BUILDING_MS);

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  /** A page of the site; the test fails if it ever asks another host, is refused something, or reports an error. */
  async function open(path: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
    const page = await browser.newPage({ colorScheme });
    const troubles: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(server.url) && !request.url().startsWith('data:'))
        troubles.push(request.url());
    });
    page.on('response', (response) => {
      if (response.status() >= 400) troubles.push(`${response.status()} ${response.url()}`);
    });
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) troubles.push(message.text());
    });
    onTestFinished(async () => {
      await page.close();
      expect(troubles).toEqual([]);
    });
    await page.goto(server.url + path);
    // Before that its buttons do nothing.
    await page.waitForFunction("'_vnode' in document.querySelector('#app')");
    return page;
  }

  const whereOf = (page: Page): string => page.url().slice(server.url.length);

  test('has every page of docs, reached from the start page, and no link that leads nowhere', async () => {
    const texts = new Map<string, string>();
    const links = new Set<string>(['']);
    const dead: string[] = [];
    for (const path of links) {
      const response = await fetch(server.url + path);
      if (response.status !== 200) dead.push(path);
      if (!response.headers.get('content-type')?.startsWith('text/html')) continue;
      const html = await response.text();
      texts.set(path, html);
      for (const [, href = ''] of html.matchAll(/<a\b[^>]*?\shref="([^"]+)"/g)) {
        const url = new URL(href.replaceAll('&amp;', '&'), server.url + path);
        if (url.href.startsWith(server.url)) links.add(url.href.slice(server.url.length).replace(/#.*/, ''));
      }
    }
    expect(dead).toEqual([]);
    const pages = [...readSite(ROOT).pages.values()];
    expect(pages.length).toBeGreaterThan(150);
    expect(pages.map((page) => addressOf(page).slice(1)).filter((path) => !texts.has(path))).toEqual([]);
  });

  test.each([
    ['', 'unescaped comma', 'A mistake', 'guides/first-session.html#a-mistake'],
    ['guides/tls.html', 'mqttpubraw', 'AT+MQTTPUBRAW', 'reference/commands.html#atmqttpubraw'],
    ['guides/tls.html', 'AT+MQTTPUBRAW', 'AT+MQTTPUBRAW', 'reference/commands.html#atmqttpubraw'],
    ['guides/tls.html', '0x010a6044', 'Error codes', 'reference/error-codes.html#of-the-mqtt-commands'],
    ['zh-CN/', '录制', '录制真实模组', 'zh-CN/guides/record-hardware.html'],
    // In the middle of what has no spaces.
    ['zh-CN/guides/tls.html', '逗号', '故意出一次错', 'zh-CN/guides/first-session.html'],
  ])('from %j a search for %s finds %s', async (from, typed, title, where) => {
    const page = await open(from);
    await page.keyboard.press('/');
    await page.locator('#localsearch-input').fill(typed);
    const results = page.locator('.VPLocalSearchBox .result');
    await expect.poll(async () => (await results.allTextContents()).slice(0, 3).join()).toContain(title);
    await results.filter({ hasText: title }).first().click();
    await page.waitForURL((url) => url.href.includes(where));
    expect(await page.locator('main h1').textContent()).toBeTruthy();
  });

  test.each([
    ['guides/tls.html', '简体中文', 'zh-CN/guides/tls.html'],
    ['zh-CN/reference/messages.html', 'English', 'reference/messages.html'],
    ['', '简体中文', 'zh-CN/'],
    ['zh-CN/docs.html', 'English', 'docs.html'],
    ['guides/swarm.html', '简体中文', 'zh-CN/docs.html'],
  ])('%j in %s is %j', async (from, language, to) => {
    const page = await open(from);
    await page.locator('.VPNavBarTranslations button').hover();
    await page.locator('.VPNavBarTranslations a', { hasText: language }).click();
    await page.waitForURL((url) => url.href === server.url + to);
    await page.locator(`html[lang=${language === 'English' ? 'en' : 'zh-CN'}]`).waitFor();
  });

  test('leads from page to page by its sidebar, whatever folder they are in', async () => {
    const page = await open('guides/tls.html');
    for (const [text, where] of [
      ['Commands', 'reference/commands.html'],
      ['Architecture', 'architecture.html'],
      ['Behaviour', 'spec/behaviour.html'],
      ['In Wireshark', 'guides/wireshark.html'],
    ] as const) {
      await page.locator('.VPSidebar a', { hasText: new RegExp(`^${text}$`) }).click();
      await page.waitForURL((url) => url.href === server.url + where);
      await page.locator('.VPSidebarItem.is-active', { hasText: text }).first().waitFor();
      expect(whereOf(page)).toBe(where);
    }
  });

  test('turns dark and light, and stays so', async () => {
    const page = await open('guides/tls.html');
    const isDark = () => page.evaluate("document.documentElement.classList.contains('dark')");
    expect(await isDark()).toBe(false);
    await page.locator('.VPNavBarAppearance .VPSwitchAppearance').click();
    expect(await isDark()).toBe(true);
    await page.reload();
    expect(await isDark()).toBe(true);
  });

  test.each([
    ['lesson.html', '1 of 10 steps done'],
    ['zh-CN/lesson.html', '已完成 1 步，共 10 步'],
  ])('%j has the lesson', async (path, done) => {
    const page = await open(path);
    await page.locator('.lesson form input').fill('AT');
    await page.keyboard.press('Enter');
    await page.getByText(done).waitFor();
    await expectAccessible(page);
  });

  test.each([
    ['guides/first-session.html', 'en', 'class/light'],
    ['zh-CN/guides/first-session.html', 'zh-CN', 'class/light'],
    ['', 'en', 'garden/door'],
  ])('%j has a playground beside it, with its own commands', async (path, language, topic) => {
    const page = await open(path, 'dark');
    expect(await page.locator('.lesson').count()).toBe(0);
    await page.locator('.try-here > summary').click();
    await page.locator('.lesson button.main').click();
    await page.locator('.lesson .terminal pre', { hasText: `+MQTTSUBRECV:0,"${topic}"` }).waitFor();
    expect(await page.locator('.lesson > div').getAttribute('lang')).toBe(language);
    await expectAccessible(page);
    // Another page has another, or none.
    await page.locator('.VPSidebar a', { hasText: 'Wireshark' }).click();
    await page.waitForURL((url) => url.href.endsWith('guides/wireshark.html'));
    await page.locator('main h1', { hasText: 'Wireshark' }).waitFor();
    expect(await page.locator('.lesson').count()).toBe(0);
  });

  test.each(['playground.html', 'guides/escape.html'])(
    '%j shows the lines that a link brings',
    async (path) => {
      const page = await open(`${path}#lines=AT%0AAT%2BGMR`);
      await page.locator('.lesson button.main').click();
      await page.locator('.lesson .terminal pre', { hasText: 'AT version:' }).waitFor();
    },
  );

  test.each([
    ['', 'light'],
    ['guides/first-session.html', 'dark'],
    ['reference/urcs.html', 'light'],
    ['performance.html', 'dark'],
    ['architecture.html', 'dark'],
    ['decisions/', 'light'],
    ['zh-CN/', 'dark'],
    ['zh-CN/guides/cloud-brokers.html', 'light'],
  ] as const)('%j, %s, has nothing that keeps people out', async (path, scheme) => {
    const page = await open(path, scheme);
    await expectAccessible(page);
  });
});
