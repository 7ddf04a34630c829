import { describe, expect, test } from 'vitest';
import { needs } from '../../support/needs.ts';
import { expectAccessible, startRun, useBrowser } from './page.ts';

const WORDS = {
  en: { terminal: 'Terminal', failed: 'This panel could not be loaded. Reload the page.' },
  'zh-CN': { terminal: '终端', failed: '无法加载此面板，请刷新页面。' },
} as const;

describe('the frame of the page', { timeout: 60_000, ...needs('chromium') }, () => {
  const browser = useBrowser();

  test.each(['en', 'zh-CN'] as const)(
    'in %s a panel has its heading while it loads, and when it cannot be loaded',
    async (language) => {
      const words = WORDS[language];
      const page = await browser.open(await startRun(), { language, mayLog: /ERR_FAILED/ });
      let fail = (): void => {};
      const failing = new Promise<void>((resolve) => {
        fail = resolve;
      });
      await page.route(/terminal-panel.*\.js/, async (route) => {
        await failing;
        await route.abort();
      });
      await page.getByRole('link', { name: words.terminal }).click();
      await page.locator('main [aria-busy="true"]').waitFor();
      const heading = page.getByRole('heading', { level: 1, name: words.terminal });
      expect(await heading.count()).toBe(1);
      fail();
      await page.getByText(words.failed).waitFor();
      expect(await heading.count()).toBe(1);
      await expectAccessible(page);
    },
  );
});
