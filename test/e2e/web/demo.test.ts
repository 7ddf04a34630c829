import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { EXAMPLES, STEPS, type StepName } from '../../../web/demo/src/lesson/steps.ts';
import type { Texts } from '../../../web/demo/src/texts/en.ts';
import { TEXTS } from '../../../web/demo/src/texts/index.ts';
import { needs } from '../../support/needs.ts';
import { programPath } from '../../support/programs.ts';
import { BROWSER_ARGUMENTS } from '../browser/arguments.ts';
import { expectAccessible } from './page.ts';

const STARTING_MS = 60_000;
const PATIENCE_MS = 10_000;
const CONFIG = join(import.meta.dirname, '../../../web/demo/vite.config.ts');
/** Anywhere but at the top of a server. */
const PLACE = '/some/where/';
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.html': 'text/html',
};
/** A page of somebody else, who mounts both. */
const HOSTING = `<!doctype html>
  <html lang="zh-CN" style="color-scheme: dark; background: #14181c; color: #e7ecf0"><title>site</title>
  <link rel="icon" href="data:," /><link rel="stylesheet" href="lesson/atmqtt-lesson.css" />
  <main><h1>site</h1><div id="lesson"></div><div id="playground"></div></main>
  <script type="module">
    import { linesOf, mountLesson, mountPlayground } from './lesson/atmqtt-lesson.js';
    globalThis.lesson = mountLesson(document.getElementById('lesson'), { language: 'zh' });
    globalThis.playground = mountPlayground(document.getElementById('playground'), {
      language: 'zh',
      lines: linesOf(location.hash),
    });
  </script>`;

type Language = keyof typeof TEXTS;
interface Opened {
  readonly page: Page;
  readonly t: Texts;
  /** Types a line as a person does, into what has the focus. */
  type(line: string): Promise<void>;
}

describe('the page of build:demo', needs('chromium'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'atmqtt-demo-'));
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '', 'http://x').pathname;
    if (path === `${PLACE}site.html`)
      return void response.setHeader('content-type', 'text/html').end(HOSTING);
    const name = path.replace(PLACE, '').replace('lesson/', '') || 'index.html';
    try {
      const file = readFileSync(join(folder, name));
      response.setHeader('content-type', TYPES[extname(name)] ?? 'text/plain').end(file);
    } catch {
      response.writeHead(404).end();
    }
  });
  let browser: Browser;
  let origin: string;

  beforeAll(async () => {
    await build({ configFile: CONFIG, build: { outDir: folder } });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({ executablePath: programPath('chromium'), args: BROWSER_ARGUMENTS });
  }, STARTING_MS);

  afterAll(async () => {
    await browser?.close();
    server.close();
    rmSync(folder, { recursive: true });
  });

  /** A tab; the test fails for errors in it and for requests to anywhere else. */
  async function open(language: Language, path = '', dark = false): Promise<Opened> {
    const context = await browser.newContext({
      locale: language === 'zh' ? 'zh-CN' : 'en',
      colorScheme: dark ? 'dark' : 'light',
      viewport: { width: 1280, height: 900 },
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    const wrong: string[] = [];
    page.on('pageerror', (error) => wrong.push(String(error)));
    page.on('console', (said) => said.type() === 'error' && wrong.push(said.text()));
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol !== 'data:' && (url.origin !== origin || !url.pathname.startsWith(PLACE)))
        wrong.push(`a request to ${url}`);
    });
    onTestFinished(async () => {
      await context.close();
      expect(wrong).toEqual([]);
    });
    await page.goto(`${origin}${PLACE}${path}`);
    const t = TEXTS[language];
    const field = page.locator('.terminal input').first();
    await field.focus();
    return {
      page,
      t,
      async type(line) {
        await page.keyboard.type(line);
        await page.keyboard.press('Enter');
        await expect.poll(() => field.inputValue()).toBe('');
      },
    };
  }

  /** Types what the steps want, up to one of them. */
  async function goTo({ page, t, type }: Opened, until: StepName): Promise<void> {
    for (const step of STEPS.slice(0, STEPS.indexOf(until))) {
      for (const line of EXAMPLES[step]) await type(line);
    }
    await page.getByText(t.lesson.progress(STEPS.indexOf(until), STEPS.length)).waitFor();
  }

  const plain = (text: string): string => text.replaceAll('`', '');
  const said = async (page: Page, text: string): Promise<void> => {
    await expect.poll(() => page.locator('.current .note').textContent()).toContain(plain(text));
  };

  describe.each(['en', 'zh'] as const)('in %s', (language) => {
    test.each([false, true])('all ten steps, typed; dark: %s', async (dark) => {
      const opened = await open(language, '', dark);
      const { page, t, type } = opened;
      expect(await page.locator('html').getAttribute('lang')).toBe(language === 'zh' ? 'zh-CN' : 'en');
      await page.getByRole('heading', { name: t.lesson.title }).waitFor();
      await expectAccessible(page);
      for (const [index, step] of STEPS.entries()) {
        const texts = t.lesson.steps[step];
        expect(await page.locator('.current').textContent()).toContain(plain(texts.task));
        expect(await page.locator('.current .example code').allTextContents()).toEqual(EXAMPLES[step]);
        for (const line of EXAMPLES[step]) await type(line);
        await page.getByText(t.lesson.progress(index + 1, STEPS.length)).waitFor();
        expect(plain(texts.why)).toBe(
          await page.locator('li.done details[open] > p:last-child').textContent(),
        );
        if (step === 'mistake') {
          const reason = language === 'en' ? /column 35: an unescaped ','/ : /第 35 列就结束了：',' 没有转义/;
          await expect.poll(() => page.locator('li.done .reason').textContent()).toMatch(reason);
          await page.getByText(t.lesson.explain('0x010a6044')).click();
          await page.getByText('AT_MQTT_DATA_READ_FAILED', { exact: false }).first().waitFor();
          if (!dark) await expectAccessible(page);
          await page.getByLabel(t.typeCommand).focus();
        }
      }
      await page.getByText(t.lesson.finished).waitFor();
      expect(await page.locator('.packets code').allTextContents()).toEqual(
        expect.arrayContaining([
          'CONNECT "desk" clean session keep alive 120 s',
          'CONNACK return code 0',
          'SUBSCRIBE id 1 "garden/#" QoS 1',
          'DISCONNECT',
        ]),
      );
      expect(await page.locator('.topics').textContent()).toContain('{"a":1,"b":2}');
      expect(await page.locator('.terminal pre').textContent()).toContain(
        '+MQTTSUBRECV:0,"garden/door",13,{"a":1,"b":2}\n',
      );
      await expectAccessible(page);
    });

    test('mistakes are told, with the reason of the module', async () => {
      const opened = await open(language);
      const { page, t, type } = opened;
      const { lesson } = t;
      const fails = async (
        line: string,
        reason: readonly [RegExp, RegExp],
        note = lesson.failed,
      ): Promise<void> => {
        await type(line);
        await said(page, note);
        await expect
          .poll(() => page.locator('.current .reason').textContent())
          .toMatch(reason[language === 'en' ? 0 : 1]);
      };
      await fails('AT+NONSENSE', [/no command/, /没有命令/]);
      await type('AT+GMR');
      await said(page, lesson.otherCommand('AT'));
      await goTo(opened, 'client');
      await type('AT+MQTTUSERCFG=0,7,"desk","","",0,0,""');
      await said(page, lesson.otherScheme('7'));
      await fails('AT+MQTTUSERCFG=0，1,"desk","","",0,0,""', [/ASCII/, /ASCII/]);
      for (const line of [...EXAMPLES.client, ...EXAMPLES.connect]) await type(line);
      await type('AT+MQTTSUB=0,"lamp/#",1');
      await said(page, lesson.otherFilter('garden/door'));
      for (const line of EXAMPLES.subscribe) await type(line);
      await type('AT+MQTTPUB=0,"other","x",1,0');
      await said(page, lesson.notSubscribed('other'));
      await fails('AT+MQTTPUB=0,"garden/door","{"a":1,"b":2}",0,0', [/an unescaped ','/, /',' 没有转义/]);
      for (const line of EXAMPLES.publish) await type(line);
      const [announce = '', data = ''] = EXAMPLES.raw;
      await type(announce);
      await said(page, lesson.asksForData(5));
      await page.getByText(t.typeData(5)).waitFor();
      await type('he');
      await said(page, lesson.dataMissing(3));
      await type('llo!');
      await said(page, lesson.dataTooLong(1));
      await page.keyboard.press('Enter');
      await page.getByText(lesson.progress(6, STEPS.length)).waitFor();
      await expect.poll(() => page.locator('.current .reason').textContent()).toMatch(/ 3 /);
      expect(data).toBe('hello');
      await type('AT+SYSLOG=0');
      await said(page, lesson.codesOff);
      for (const line of EXAMPLES.codes) await type(line);
      await type('AT+MQTTPUB=0,"garden/door","plain",0,0');
      await said(page, lesson.noMistake);
      await fails('AT+MQTTPUB=5,"garden/door","{"a":1,"b":2}",0,0', [/./, /./], lesson.otherMistake);
      for (const line of EXAMPLES.mistake) await type(line);
      await type('AT+MQTTPUB=0,"garden/door","plain",0,0');
      await said(page, lesson.noComma);
      await expectAccessible(page);

      await page.getByRole('button', { name: t.restart }).click();
      await page.getByText(lesson.progress(0, STEPS.length)).waitFor();
      expect(await page.locator('.topics li').count()).toBe(0);
    });

    test('a link brings the lines of a playground, which are typed when it is asked for', async () => {
      const lines = [
        ...EXAMPLES.client,
        ...EXAMPLES.connect,
        ...EXAMPLES.subscribe,
        ...EXAMPLES.raw,
        'AT+MQTTPUB=0,"garden/门","#&%",0,1',
      ];
      const { page, t, type } = await open(language, '#view=playground');
      await page.getByRole('heading', { name: t.playground.title }).waitFor();
      await expectAccessible(page);
      for (const line of lines) await type(line);
      await page.getByRole('button', { name: t.playground.share }).click();
      const link = await page.getByLabel(t.playground.address).inputValue();
      expect(link).toBe(page.url());
      const screen = (each: Page) => each.locator('.terminal pre').textContent();
      const shown = await screen(page);
      expect(shown).toContain('+MQTTSUBRECV:0,"garden/photo",5,hello\n');
      await expectAccessible(page);

      const other = await open(language, link.slice(`${origin}${PLACE}`.length));
      expect(await other.page.locator('.shared').textContent()).toBe(lines.join('\n'));
      await other.page.getByRole('button', { name: t.playground.run }).click();
      await expect.poll(() => screen(other.page)).toBe(shown);
      expect(await other.page.locator('.topics').textContent()).toContain('#&%');
    });
  });

  test('the language and the view can be changed; the session goes on in the other language', async () => {
    const { page, type } = await open('en');
    await type('AT+NONSENSE');
    await page.getByLabel(TEXTS.en.page.language).selectOption('zh');
    await page.getByText(TEXTS.zh.lesson.failed).waitFor();
    await expect.poll(() => page.locator('.current .reason').textContent()).toMatch(/没有/);
    await page.getByRole('link', { name: TEXTS.zh.page.playground }).click();
    await page.getByRole('heading', { name: TEXTS.zh.playground.title }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: TEXTS.zh.playground.title }).waitFor();
  });

  test('works by keys alone: an example is put into the terminal, and what was typed comes back', async () => {
    const { page, t, type } = await open('en');
    await type('AT+GMR');
    await page.keyboard.type('half');
    await page.keyboard.press('ArrowUp');
    const field = page.getByLabel(t.typeCommand);
    expect(await field.inputValue()).toBe('AT+GMR');
    await page.keyboard.press('ArrowDown');
    expect(await field.inputValue()).toBe('half');
    const take = page.getByRole('button', { name: `${t.lesson.take}: AT` });
    await take.focus();
    await page.keyboard.press('Enter');
    expect(await field.inputValue()).toBe('AT');
    expect(await field.evaluate((each) => each.matches(':focus'))).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByText(t.lesson.progress(1, STEPS.length)).waitFor();
  });

  test('a page of somebody else mounts both, and takes them out again', async () => {
    const { page, type } = await open('zh', 'site.html#lines=AT%0AAT%2BGMR');
    await type('AT');
    await page.getByText(TEXTS.zh.lesson.progress(1, STEPS.length)).waitFor();
    expect(await page.locator('.shared').textContent()).toBe('AT\nAT+GMR');
    await expectAccessible(page);
    await page.evaluate('lesson.speak("en")');
    await page.getByText(TEXTS.en.lesson.progress(1, STEPS.length)).waitFor();
    await page.evaluate('lesson.unmount(); playground.unmount()');
    expect(await page.locator('.atmqtt-demo').count()).toBe(0);
  });
});
