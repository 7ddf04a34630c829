import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { programPath } from '../../support/programs.ts';
import { BROWSER_ARGUMENTS } from '../browser/arguments.ts';
import { folder, type Program, readyFile, start } from '../program.ts';

const STARTING_MS = 60_000;
/** Milliseconds that something in the page may take on a busy machine. */
const PATIENCE_MS = 15_000;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A run with its page. */
export interface Run {
  readonly program: Program;
  /** The control plane, such as `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly token: string;
  /** HOST:PORT of the first port of the first module. */
  readonly port: string;
  /** `mqtt://HOST:PORT` of the embedded broker; undefined when there is none. */
  readonly broker: string | undefined;
}

/** How a page is opened. */
export interface PageOptions {
  readonly language?: 'en' | 'zh-CN';
  readonly dark?: boolean;
  /** What the console may say without the test failing. */
  readonly mayLog?: RegExp;
  /** Is done to the page before anything is in it. */
  readonly prepare?: (page: Page) => Promise<unknown>;
}

/** A browser for the tests of a file. */
export function useBrowser(): {
  open(run: Pick<Run, 'url' | 'token'>, options?: PageOptions): Promise<Page>;
} {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: programPath('chromium'), args: BROWSER_ARGUMENTS });
  }, STARTING_MS);
  afterAll(() => browser?.close());
  return {
    async open(run, options = {}) {
      const page = await newPage(browser, run, options);
      await options.prepare?.(page);
      await page.goto(`${run.url}/#token=${run.token}`);
      return page;
    },
  };
}

/** Starts the program with its page: one module at a TCP port, the embedded broker, and these options. */
export async function startRun(...options: readonly string[]): Promise<Run> {
  const file = join(folder(), 'ready.json');
  const own = options.includes('--broker') ? [] : ['--broker', '127.0.0.1:0'];
  const program = start([
    ...['run', '--web', '127.0.0.1:0', '--port', 'tcp-listen:0', '--no-terminal', '--ready-file', file],
    ...own,
    ...options,
  ]);
  const ready = (await readyFile(file)) as {
    control: { url: string; token: string };
    modules: [{ ports: [{ host: string; port: number }] }];
    broker?: { urls: [string] };
  };
  const { url, token } = ready.control;
  const [{ host, port }] = ready.modules[0].ports;
  return { program, url, token, port: `${host}:${port}`, broker: ready.broker?.urls[0] };
}

/** A tab of its own, without cookies; the test fails for errors in it and for requests to anywhere else. */
async function newPage(browser: Browser, run: Pick<Run, 'url'>, options: PageOptions): Promise<Page> {
  const { language = 'en', dark = false, mayLog } = options;
  const context: BrowserContext = await browser.newContext({
    locale: language,
    colorScheme: dark ? 'dark' : 'light',
    viewport: { width: 1280, height: 800 },
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('console', (said) => {
    if (said.type() === 'error' && mayLog?.test(said.text()) !== true) wrong.push(said.text());
  });
  page.on('request', (request) => {
    if (!/^(?:data|blob):/.test(request.url()) && new URL(request.url()).origin !== run.url)
      wrong.push(`a request to ${request.url()}`);
  });
  onTestFinished(async () => {
    await context.close();
    expect(wrong).toEqual([]);
  });
  return page;
}

/** What axe-core finds in the page, once what it shows is loaded, which must be nothing. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.locator('[aria-busy="true"]').waitFor({ state: 'detached' });
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  });
  expect(found).toEqual([]);
}
