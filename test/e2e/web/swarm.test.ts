import { describe, expect, test } from 'vitest';
import { startMosquitto } from '../../support/brokers.ts';
import { needs } from '../../support/needs.ts';
import { start, until } from '../program.ts';
import { expectAccessible, type Run, useBrowser } from './page.ts';

const MODULES = 20;

/** A swarm with its page, whose modules publish as the scenario of the program does. */
async function startSwarm(broker: string): Promise<Pick<Run, 'url' | 'token'>> {
  const size = ['--modules', String(MODULES), '--workers', '2', '--ramp', '100', '--rate', '10'];
  const program = start(['swarm', '--broker', broker, ...size, '--web', '127.0.0.1:0']);
  const address = await until('the address of the page', () => {
    const printed = program.stdout() + program.stderr();
    return /http:\/\/\S+#token=\S+/.exec(printed)?.[0];
  });
  const { origin, hash } = new URL(address);
  return { url: origin, token: hash.replace('#token=', '') };
}

describe('the figures of a swarm', needs('chromium', 'mosquitto'), () => {
  const browser = useBrowser();

  test.each([
    ['en', 'Swarm', 'connected', 'By thread'],
    ['zh-CN', '模组群', '已连接', '各线程'],
  ] as const)(
    'in %s: counts, rates, latency, errors and threads, as they come',
    async (language, title, connected, threads) => {
      const mosquitto = await startMosquitto();
      const swarm = await startSwarm(`mqtt://127.0.0.1:${mosquitto.port}`);
      const page = await browser.open(swarm, { language, dark: language === 'en' });
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      // A swarm has no modules that are looked at one by one.
      expect(await page.getByRole('navigation').getByRole('link').allInnerTexts()).toEqual([title]);
      const figure = (name: string) =>
        page
          .locator('.figures div')
          .filter({ has: page.getByText(name, { exact: true }) })
          .locator('dd');
      await expect.poll(() => figure(connected).innerText()).toBe(`${MODULES} / ${MODULES}`);
      await expect
        .poll(async () => Number((await figure('p50').innerText()).replace(/ m?s$/, '')))
        .toBeGreaterThan(0);
      const rows = page.getByRole('region', { name: threads }).getByRole('row');
      expect(await rows.count()).toBeGreaterThan(1);
      expect(await page.locator('.chart canvas').count()).toBe(4);
      await expectAccessible(page);
    },
  );
});
