import { connectAsync } from 'mqtt';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startMosquitto } from '../../support/brokers.ts';
import { needs } from '../../support/needs.ts';
import { expectAccessible, startRun, useBrowser } from './page.ts';

const WORDS = {
  en: { terminal: 'Terminal', command: 'Command', close: 'Close', reason: /an unescaped ',' – write \\,/ },
  'zh-CN': { terminal: '终端', command: '命令', close: '关闭', reason: /写成 \\,|未转义/ },
} as const;

type Language = keyof typeof WORDS;

describe('the terminal', { timeout: 60_000, ...needs('chromium') }, () => {
  const browser = useBrowser();

  async function opened(language: Language = 'en', dark = false) {
    const run = await startRun();
    const page = await browser.open(run, { language, dark });
    const words = WORDS[language];
    await page.getByRole('link', { name: words.terminal }).click();
    const input = page.getByRole('combobox', { name: words.command });
    await input.waitFor();
    /** Types a line, and awaits what comes on the screen. */
    const send = async (line: string, answer: string | RegExp): Promise<void> => {
      await input.fill(line);
      await input.press('Enter');
      await expect.poll(() => screen(page).innerText()).toMatch(answer);
    };
    return { run, page, input, send, port: new URL(run.broker ?? '').port };
  }

  describe.each(['en', 'zh-CN'] as const)('in %s', (language) => {
    describe.each(['the embedded broker', 'Mosquitto'] as const)('with %s', (broker) => {
      const options = broker === 'Mosquitto' ? needs('mosquitto') : {};

      test('a mistake is made, explained and corrected; no secret is kept', options, async () => {
        const mosquitto = broker === 'Mosquitto' ? await startMosquitto() : undefined;
        onTestFinished(() => mosquitto?.stop());
        const { page, input, send, port } = await opened(language);
        await send('AT+MQTTUSERCFG=0,1,"lamp","user","secret-word",0,0,""', /"\*\*\*".*\n\s*OK/);
        await send(`AT+MQTTCONN=0,"127.0.0.1",${mosquitto?.port ?? port},1`, '+MQTTCONNECTED');
        await send('AT+MQTTSUB=0,"t",1', /MQTTSUB=0.*\n\s*OK/);
        await send('AT+MQTTPUB=0,"t","one,two",1,0', /\n\s*ERROR/);
        const [wrong] = await meanings(page).all();
        await expect.poll(() => wrong?.innerText()).toMatch(WORDS[language].reason);
        await wrong?.getByRole('button', { name: '0x010a6044' }).click();
        await expect.poll(() => wrong?.innerText()).toContain('AT_MQTT_');
        await input.press('ArrowUp');
        await expect.poll(() => input.inputValue()).toBe('AT+MQTTPUB=0,"t","one,two",1,0');
        await send('AT+MQTTPUB=0,"t","one\\,two",1,0', '+MQTTSUBRECV:0,"t",7,one,two');
        await page.reload();
        await input.waitFor();
        await input.press('ArrowUp');
        await expect.poll(() => input.inputValue()).toContain('one\\,two');
        expect(await page.evaluate('JSON.stringify({ ...localStorage })')).not.toContain('secret-word');
        expect(await page.content()).not.toContain('secret-word');
      });
    });

    test('is accessible, in light and dark', async () => {
      for (const dark of [false, true]) {
        const { page, send, input } = await opened(language, dark);
        await send('AT+MQTTPUB=0,"t","x",1,0', 'ERROR');
        await input.fill('AT+MQTTPUB=0,"t",');
        await expectAccessible(page);
      }
    });
  });

  test('completes a command and explains each parameter, by the keyboard alone', async () => {
    const { page, input } = await opened();
    await input.focus();
    await page.keyboard.type('at+mqttcon');
    const options = page.getByRole('listbox', { name: 'Commands' }).getByRole('option');
    await expect.poll(() => options.count()).toBeGreaterThan(2);
    await page.keyboard.press('Tab');
    await expect.poll(() => input.inputValue()).toBe('AT+MQTTCONN');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => input.inputValue()).toMatch(/^AT\+MQTTCONN(?:CFG)?[=?]/);
    await input.fill('');
    await page.keyboard.type('AT+MQTTPUB=0,"t",');
    const hints = page.locator('.hints');
    await expect.poll(() => hints.locator('mark').innerText()).toContain('<"data">');
    await page.keyboard.type('"{1,2}",7,');
    await expect.poll(() => hints.innerText()).toContain('A comma within a text needs a backslash');
    await page.keyboard.press('Control+c');
    await expect.poll(() => input.inputValue()).toBe('');
    // Nobody is caught in the screen.
    await page.locator('.xterm-helper-textarea').focus();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).not.toContain('xterm');
  });

  test('sends pasted lines one at a time, data among them, and stops at the first that fails', async () => {
    const { page, input, send, port } = await opened();
    await send('AT+MQTTUSERCFG=0,1,"lamp","","",0,0,""', 'OK');
    await send(`AT+MQTTCONN=0,"127.0.0.1",${port},0`, '+MQTTCONNECTED');
    await paste(input, 'AT+MQTTPUBRAW=0,"t",5,0,0\r\nhello\r\nAT+NOSUCH\r\nAT+GMR\r\n');
    const box = page.getByRole('region', { name: 'Pasted lines' });
    await box.getByRole('button', { name: 'Send 4 lines' }).click();
    await expect.poll(() => box.innerText()).toContain('Line 3 has failed. Not sent: 1.');
    expect(await box.innerText()).toContain('there is no command AT+NOSUCH');
    await expect.poll(() => screen(page).innerText()).toMatch(/\+MQTTPUB:OK/);
    expect(await screen(page).innerText()).not.toContain('AT+GMR');
    await box.getByRole('button', { name: 'Go on with the other 1' }).click();
    await expect.poll(() => screen(page).innerText()).toContain('AT+GMR');
    await box.getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => box.count()).toBe(0);
  });

  test('publishes a file of any bytes, and shows bytes that are no text', async () => {
    const { run, page, send, input, port } = await opened();
    await send('AT+MQTTUSERCFG=0,1,"lamp","","",0,0,""', 'OK');
    await send(`AT+MQTTCONN=0,"127.0.0.1",${port},0`, '+MQTTCONNECTED');
    await send('AT+MQTTSUB=0,"back",0', /MQTTSUB.*\n\s*OK/);
    const client = await connectAsync(run.broker ?? '');
    onTestFinished(() => client.endAsync());
    await client.subscribeAsync('a,"file"');
    const come = new Promise<Buffer>((resolve) =>
      client.on('message', (_topic, payload) => resolve(payload)),
    );
    const bytes = Buffer.from(Array.from({ length: 120_000 }, (_, index) => index % 256));
    await page.getByText('Send a file as AT+MQTTPUBRAW').click();
    await page
      .getByLabel('File')
      .setInputFiles({ name: 'a.bin', mimeType: 'application/octet-stream', buffer: bytes });
    await page.getByLabel('Topic').fill('a,"file"');
    await page.getByRole('button', { name: 'Publish the file' }).click();
    expect((await come).equals(bytes)).toBe(true);
    await expect
      .poll(() => page.getByRole('status').allInnerTexts())
      .toContainEqual(expect.stringContaining('Published: 120000 bytes'));
    await client.publishAsync('back', Buffer.from([0x61, 0x04, 0x1b, 0x62]));
    await expect.poll(() => screen(page).innerText()).toContain('a\\x04\\x1bb');
    await page.getByLabel('What is sent').selectOption('bytes');
    await input.fill('41 54 0d 0a');
    await input.press('Enter');
    await expect.poll(() => screen(page).innerText()).toMatch(/→ AT\s*\n\s*OK/);
  });

  test('keeps a favourite, and none with a secret', async () => {
    const { page, input } = await opened();
    await input.fill('AT+MQTTUSERCFG=0,1,"lamp","user","word",0,0,""');
    await expect.poll(() => page.getByRole('button', { name: /may hold a secret/ }).isDisabled()).toBe(true);
    await input.fill('AT+GMR');
    await page.getByRole('button', { name: 'Favourite', exact: true }).click();
    await input.fill('');
    await page.reload();
    await page.getByRole('list', { name: 'Favourites' }).getByText('AT+GMR').click();
    await expect.poll(() => input.inputValue()).toBe('AT+GMR');
  });
});

function screen(page: Page): Locator {
  return page.locator('.xterm-rows');
}

function meanings(page: Page): Locator {
  return page.locator('.meanings > ol > li');
}

/** As the clipboard gives it. */
async function paste(input: Locator, text: string): Promise<void> {
  await input.focus();
  await input.page().evaluate(`{
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', ${JSON.stringify(text)});
    const pasted = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(pasted);
  }`);
}
