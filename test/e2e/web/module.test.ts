import type { Locator, Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startMosquitto } from '../../support/brokers.ts';
import { Authority } from '../../support/certificates.ts';
import { dialHost } from '../../support/hosts.ts';
import { needs } from '../../support/needs.ts';
import { expectAccessible, startRun, useBrowser } from './page.ts';

const WORDS = {
  en: {
    module: 'Module',
    drop: 'Drop the Wi-Fi for 10 s',
    subscribed: 'subscribed',
    disconnected: 'disconnected',
  },
  'zh-CN': {
    module: /模块|模组/,
    drop: '断开 Wi-Fi 10 秒',
    subscribed: '已订阅',
    disconnected: '连接已断开',
  },
} as const;

type Language = keyof typeof WORDS;

describe('the module panel', { timeout: 60_000, ...needs('chromium') }, () => {
  const browser = useBrowser();

  async function opened(language: Language = 'en', dark = false, ...options: readonly string[]) {
    const run = await startRun(...options);
    const host = await dialHost(Number(run.port.split(':')[1]));
    // A broker that is not embedded has no clients to ask for.
    const page = await browser.open(run, { language, dark, mayLog: /status of 4/ });
    await page.getByRole('navigation').getByRole('link', { name: WORDS[language].module }).click();
    await page.locator('.module-bar').waitFor();
    return { run, host, page };
  }

  describe.each(['en', 'zh-CN'] as const)('in %s', (language) => {
    const words = WORDS[language];

    describe.each(['the embedded broker', 'Mosquitto'] as const)('with %s', (broker) => {
      const options = broker === 'Mosquitto' ? needs('mosquitto') : {};

      test('shows where a link is, what moved it, who set what, and drops the Wi-Fi', options, async () => {
        const mosquitto = broker === 'Mosquitto' ? await startMosquitto() : undefined;
        onTestFinished(() => mosquitto?.stop());
        const { run, host, page } = await opened(language);
        const port = mosquitto?.port ?? new URL(run.broker ?? '').port;
        await host.command('AT+MQTTUSERCFG=0,1,"lamp","user","secret-word",0,0,""');
        await host.command(`AT+MQTTCONN=0,"127.0.0.1",${port},1`);
        await host.command('AT+MQTTSUB=0,"a/#",1');
        const now = page.locator('.now');
        await expect.poll(() => now.innerText()).toContain(`LinkID 0: 6 – ${words.subscribed}`);
        await expect.poll(() => diagram(page)).toMatch(/LinkID 0 .*6/);
        const moves = page.locator('.moves li');
        await expect.poll(() => moves.allInnerTexts()).toHaveLength(3);
        expect(await moves.first().innerText()).toMatch(/4 → 6 AT\+MQTTSUB/);
        const row = (name: string) => page.locator('.configuration tr', { hasText: name }).innerText();
        expect(await row('client ID')).toMatch(/lamp\s+AT\+MQTTUSERCFG/);
        expect(await row('password')).toContain('***');
        expect(await page.locator('.columns').innerText()).toMatch(/a\/#/);
        if (mosquitto === undefined)
          await expect.poll(() => page.locator('.columns').innerText()).toContain('✓');
        await page.getByRole('button', { name: words.drop }).first().click();
        await expect.poll(() => now.innerText()).toContain(`LinkID 0: 3 – ${words.disconnected}`);
        expect(await page.content()).not.toContain('secret-word');
      });
    });

    test('is accessible in all its parts, in light and dark', async () => {
      for (const dark of [false, true]) {
        const { page } = await opened(language, dark);
        for (const link of await page.locator('.sections a').all()) {
          await link.click();
          await expectAccessible(page);
        }
      }
    });
  });

  test('settings count when they say, and what is refused is told beside it', async () => {
    const { page, host } = await opened('en', false, '--set', 'links=2');
    await part(page, 'Settings');
    const field = page.getByLabel('maxTopics', { exact: true });
    await field.fill('-1');
    await page.getByRole('button', { name: 'Apply 1 change' }).click();
    const row = page.locator('.setting', { has: field });
    await expect.poll(() => row.getByRole('alert').innerText()).toContain('maxTopics takes 1 to 1000');
    await field.fill('12');
    await page.getByLabel('firmware', { exact: true }).selectOption('2.2');
    await page.getByRole('button', { name: 'Apply 2 changes' }).click();
    await expect
      .poll(() => page.locator('.settings-bar').innerText())
      .toContain('maxTopics: Counts at once.');
    const firmware = page.locator('.setting', { has: page.getByLabel('firmware', { exact: true }) });
    await expect.poll(() => firmware.innerText()).toContain('Waits for the next start; in effect: 3.4');
    await page.getByRole('button', { name: 'Reset' }).click();
    await host.expect('ready\r\n');
    await expect.poll(() => firmware.innerText()).not.toContain('Waits');
    await page.getByRole('button', { name: 'Give firmware its default back' }).click();
    await expect.poll(() => firmware.innerText()).toContain('in effect: 2.2');
    expect(
      await page.locator('.setting', { has: page.getByLabel('links', { exact: true }) }).innerText(),
    ).toMatch(/From option --set/);
  });

  test('certificates are put there, and judged by the clock of the module', async () => {
    const { page } = await opened();
    const ca = await Authority.root('Lamp CA');
    await part(page, 'Certificates');
    const file = (name: string, text: string) => ({
      name,
      mimeType: 'text/plain',
      buffer: Buffer.from(text),
    });
    await page.getByLabel('PEM file for mqtt_ca', { exact: true }).setInputFiles(file('ca.pem', ca.cert));
    const place = page.locator('.certificates tr', { hasText: 'mqtt_ca' }).first();
    await expect.poll(() => place.innerText()).toContain('CN=Lamp CA');
    await expect.poll(() => place.innerText()).toContain('Not valid yet by the clock of the module');
    await part(page, 'Clock');
    await page.getByRole('button', { name: 'Set to now, as SNTP does' }).click();
    await expect
      .poll(() => page.locator('.clock').innerText())
      .toContain(String(new Date().getUTCFullYear()));
    await part(page, 'Certificates');
    await expect.poll(() => place.innerText()).not.toContain('Not valid yet');
    await page
      .getByLabel('PEM file for mqtt_key', { exact: true })
      .setInputFiles(file('key.pem', 'no key at all'));
    await expect.poll(() => page.getByRole('alert').innerText()).toContain('There is no PEM in this');
    await page.getByRole('button', { name: 'Remove mqtt_ca', exact: true }).click();
    await expect.poll(() => place.innerText()).toContain('nothing');
  });

  test('the clock jumps, and goes back to 1970', async () => {
    const { page } = await opened();
    await part(page, 'Clock');
    const clock = page.locator('.clock');
    await page.getByRole('button', { name: 'one year on' }).click();
    await expect.poll(() => clock.innerText()).toContain('1971-01-01');
    await page.getByLabel('UTC').fill('2031-05-06T07:08');
    await page.getByRole('button', { name: 'Set', exact: true }).click();
    await expect.poll(() => clock.innerText()).toContain('2031-05-06 07:08');
    await page.getByRole('button', { name: 'As after power-on (1970)' }).click();
    await expect.poll(() => clock.innerText()).toContain('1970-01-01');
  });

  test('Wi-Fi is dropped and joined again, the flash shows what is stored', async () => {
    const { page, host } = await opened();
    await host.command('AT+CWJAP="lab","secret-word"');
    await part(page, 'Wi-Fi');
    await page.getByRole('button', { name: 'Drop', exact: true }).click();
    await host.expect('WIFI DISCONNECT\r\n');
    await page.getByRole('button', { name: 'Rejoin' }).click();
    await host.expect('WIFI GOT IP\r\n');
    await expect.poll(() => page.locator('.module-panel').innerText()).toContain('✓ joined');
    await part(page, 'Flash');
    await expect.poll(() => page.locator('.module-panel').innerText()).toMatch(/wifi\.ssid\s+lab/);
    expect(await page.content()).not.toContain('secret-word');
  });

  test('power and reset by the keyboard alone', async () => {
    const { page, host } = await opened();
    await page.getByRole('button', { name: 'Power off' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.module-bar').innerText()).toContain('Power on');
    expect(await page.getByRole('button', { name: 'Reset' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Power on' }).press('Space');
    await host.expect('ready\r\n');
    await expect.poll(() => page.getByRole('button', { name: 'Reset' }).isEnabled()).toBe(true);
    await page.getByRole('button', { name: 'Reset' }).press('Enter');
    await host.expect('ready\r\n');
  });
});

async function part(page: Page, name: string): Promise<void> {
  await page.locator('.sections').getByRole('link', { name }).click();
}

/** What is said of the drawing. */
function diagram(page: Page): Promise<string | null> {
  return drawing(page).getAttribute('aria-label');
}

function drawing(page: Page): Locator {
  return page.locator('.diagram');
}
