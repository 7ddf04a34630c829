import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { startMosquitto } from '../../support/brokers.ts';
import { dialHost } from '../../support/hosts.ts';
import { needs } from '../../support/needs.ts';
import { expectAccessible, type Run, startRun, useBrowser } from './page.ts';
import { breakingProxy } from './support/breaking-proxy.ts';

const COMMA = 'AT+MQTTPUB=0,"t","{1,2}",1,0';

describe('the timeline', { timeout: 60_000, ...needs('chromium') }, () => {
  const browser = useBrowser();

  /** A run whose module is connected to a broker. */
  async function connected(port?: number) {
    const run = await startRun();
    const host = await dialHost(Number(run.port.split(':')[1]));
    const broker = port ?? new URL(run.broker ?? '').port;
    await host.command('AT+MQTTUSERCFG=0,1,"pump","user","secret-word",0,0,""');
    await host.command(`AT+MQTTCONN=0,"127.0.0.1",${broker},1`);
    await host.command('AT+MQTTSUB=0,"t",1');
    return { run, host };
  }

  describe.each([
    ['en', /an unescaped ',' – write \\,/, /Meaning:/, 'Jump to the cause'],
    ['zh-CN', /，.*写成 \\,|未转义/, /含义/, '跳到原因'],
  ] as const)('in %s', (language, reason, meaning, jump) => {
    describe.each(['the embedded broker', 'Mosquitto'] as const)('with %s', (broker) => {
      const options = broker === 'Mosquitto' ? needs('mosquitto') : {};

      test('why a publish failed stands at its place, and leads to its line', options, async () => {
        const mosquitto = broker === 'Mosquitto' ? await startMosquitto() : undefined;
        try {
          const { run, host } = await connected(mosquitto?.port);
          const page = await browser.open(run, { language });
          await host.command(COMMA).catch(() => {});
          const failure = rowsOf(page, 'is-failure');
          await expect.poll(() => failure.innerText()).toMatch(reason);
          await failure.click();
          const details = page.getByRole('complementary');
          await expect.poll(() => details.innerText()).toMatch(reason);
          expect(await details.innerText()).toContain('0x010a6044');
          // The same click has asked what the codes mean.
          await expect.poll(() => details.locator('.explanation').first().innerText()).toMatch(meaning);
          await details.getByRole('button', { name: jump }).click();
          await expect.poll(() => chosen(page).innerText()).toContain(COMMA);
          // What a person sees of a connection: how long it took, in place.
          const connack = row(page, 'CONNACK');
          expect(await connack.innerText()).toMatch(/CONN → CONNACK \S+ ms/);
          expect(await page.content()).not.toContain('secret-word');
        } finally {
          await mosquitto?.stop();
        }
      });
    });
  });

  test('each direction has its arrow, and each pair its time', async () => {
    const { run, host } = await connected();
    const page = await browser.open(run);
    await host.command('AT+MQTTPUB=0,"t","hello",1,0');
    await expect.poll(() => row(page, 'PUBLISH → PUBACK').count()).toBe(2);
    expect(await row(page, 'AT+MQTTPUB').innerText()).toContain('host to module');
    expect(await row(page, '+MQTTSUBRECV').innerText()).toContain('module to host');
    expect(await row(page, 'SUBSCRIBE id').innerText()).toContain('module to broker');
    expect(await row(page, 'dial → open').innerText()).toMatch(/ms/);
    expect(await row(page, 'PUB → OK').innerText()).toMatch(/PUB → OK \S+ ms/);
    expect(await row(page, 'autojoin').innerText()).toContain('a genuine module');
  });

  test('a loss is followed back to the fault, step by step', async () => {
    const { run } = await connected();
    const page = await browser.open(run);
    await fault(run, { fault: 'wifi.drop', for: '1s' });
    await page.getByRole('searchbox').fill('+MQTTDISCONNECTED');
    await expect.poll(() => page.getByRole('search').innerText()).toMatch(/[1-9]\d* found/);
    await page.keyboard.press('Enter');
    await chosen(page).click();
    const cause = page.getByRole('button', { name: 'Jump to the cause' });
    for (const text of ['connection closed', 'Wi-Fi left', 'fault wifi.drop']) {
      await cause.click();
      await expect.poll(() => chosen(page).innerText()).toContain(text);
    }
    expect(page.url()).toMatch(/#\/timeline\?event=\d+$/);
    // The fault is explained too.
    await expect
      .poll(() => page.locator('.explanation').innerText())
      .toContain('The access point disconnects the station');
  });

  test('a connection over TLS shows its steps, their times and which certificates went which way', async () => {
    const run = await startRun('--broker-tls', '127.0.0.1:0');
    const answer = await fetch(`${run.url}/api/v1/broker`, {
      headers: { authorization: `Bearer ${run.token}` },
    });
    const { listeners } = (await answer.json()) as { listeners: { kind: string; port: number }[] };
    const port = listeners.find(({ kind }) => kind === 'tls')?.port;
    const host = await dialHost(Number(run.port.split(':')[1]));
    await host.command('AT+MQTTUSERCFG=0,2,"pump","","",0,0,""');
    await host.command(`AT+MQTTCONN=0,"127.0.0.1",${port},0`);
    const page = await browser.open(run);
    const tls = row(page, 'TLS is up');
    await expect.poll(() => tls.innerText()).toMatch(/tcp → tls .* ms/);
    expect(await row(page, 'dial → open').innerText()).toContain('open for MQTT');
    await tls.click();
    const details = page.getByRole('complementary');
    await expect.poll(() => details.innerText()).toMatch(/localhost, issued by atmqtt test CA/);
    expect(await details.innerText()).toContain('It has none');
  });

  test('rows are chosen by what they are and where they go', async () => {
    const { run, host } = await connected();
    const page = await browser.open(run);
    await host.command(COMMA).catch(() => {});
    await expect.poll(() => rowsOf(page, 'is-failure').count()).toBe(1);
    await page.getByRole('button', { name: 'Failures' }).click();
    await expect.poll(() => page.locator('.line').count()).toBe(3);
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByRole('button', { name: 'Broker' }).click();
    await expect.poll(() => row(page, 'AT+MQTTCONN=').count()).toBe(0);
    await expect.poll(() => row(page, 'CONNECT').count()).toBeGreaterThan(0);
    // A link to a hidden row shows it.
    await page.goto(`${page.url().split('#')[0]}#/timeline?event=1`);
    await expect.poll(() => chosen(page).count()).toBe(1);
  });

  test('a link to a row leads there also when the page loads, and says when it is gone', async () => {
    const { run, host } = await connected();
    const page = await browser.open(run);
    await host.command(COMMA).catch(() => {});
    await rowsOf(page, 'is-failure').click();
    await expect.poll(() => page.url()).toMatch(/event=\d+$/);
    await page.reload();
    await expect.poll(() => chosen(page).getAttribute('class')).toContain('is-failure');
    await host.command('AT');
    await page.goto(`${run.url}/#/timeline?event=999999`);
    await host.command('AT');
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  test('what is looked for is found, by text and by expression, forwards and back', async () => {
    const { run, host } = await connected();
    for (const text of ['first', 'second', 'third']) await host.command(`AT+MQTTPUB=0,"t","${text}",0,0`);
    const page = await browser.open(run);
    await expect.poll(() => row(page, 'third').count()).toBeGreaterThan(0);
    await page.keyboard.press('/');
    await page.keyboard.type('AT+MQTTPUB');
    await page.keyboard.press('Enter');
    await expect.poll(() => chosen(page).innerText()).toContain('first');
    await page.keyboard.press('Enter');
    await expect.poll(() => chosen(page).innerText()).toContain('second');
    await page.keyboard.press('Shift+Enter');
    await expect.poll(() => chosen(page).innerText()).toContain('first');
    expect(await page.getByRole('search').innerText()).toContain('1 of 3');
    await page.getByRole('button', { name: 'Regular expression' }).click();
    await page.getByRole('searchbox').fill('pub.*(second|third)');
    await page.getByLabel('Only matches').check();
    await expect.poll(() => page.locator('.line').count()).toBe(6);
    await page.getByRole('searchbox').fill('(');
    await expect.poll(() => page.getByRole('search').innerText()).toContain('no regular expression');
  });

  test('a pause holds the view and loses nothing', async () => {
    const { run, host } = await connected();
    const page = await browser.open(run);
    await expect.poll(() => row(page, 'SUBACK').count()).toBe(1);
    await page.getByRole('button', { name: 'Pause' }).click();
    for (let i = 0; i < 20; i++) await host.command(`AT+MQTTPUB=0,"t","number ${i}",0,0`);
    await expect.poll(() => page.locator('.timeline-tools').innerText()).toMatch(/\d\d+ new/);
    expect(await row(page, 'number').count()).toBe(0);
    await page.getByRole('button', { name: 'Resume' }).click();
    await expect.poll(() => row(page, 'number 19').count()).toBeGreaterThan(0);
    await page.getByRole('searchbox').fill('AT+MQTTPUB');
    await page.getByLabel('Only matches').check();
    await expect.poll(() => page.locator('.count').innerText()).toMatch(/^20 of/);
  });

  test('a connection that breaks heals, and nothing is missed', async () => {
    const { run, host } = await connected();
    const proxy = await breakingProxy(run.url);
    const page = await browser.open({ ...run, url: proxy.url }, { mayLog: /ERR_|Failed to load/ });
    const connection = page.locator('.connection');
    await expect.poll(() => connection.innerText()).toBe('connected');
    await host.command('AT+SYSRAM?');
    await expect.poll(() => row(page, 'AT+SYSRAM?').count()).toBe(1);
    proxy.break();
    await expect.poll(() => connection.getAttribute('class')).toContain('away');
    for (let i = 0; i < 50; i++) await host.command(`AT+MQTTPUB=0,"t","number ${i}",0,0`);
    proxy.heal();
    await expect.poll(() => connection.innerText()).toBe('connected');
    await page.getByRole('searchbox').fill('AT+MQTTPUB');
    await page.getByLabel('Only matches').check();
    await expect.poll(() => page.locator('.count').innerText()).toMatch(/^50 of/);
    await page.getByRole('searchbox').fill('AT+SYSRAM?');
    await expect.poll(() => page.locator('.count').innerText()).toMatch(/^1 of/);
  });

  test('another run at the same address begins anew', async () => {
    const first = await connected();
    const proxy = await breakingProxy(first.run.url);
    const page = await browser.open({ ...first.run, url: proxy.url }, { mayLog: /ERR_|Failed to load/ });
    await first.host.command('AT+SYSRAM?');
    await expect.poll(() => row(page, 'AT+SYSRAM?').count()).toBe(1);
    const second = await startRun();
    proxy.lead(second.url);
    const token = page.getByLabel('Token');
    await token.fill(second.token);
    await token.press('Enter');
    await expect.poll(() => row(page, 'WIFI GOT IP').count()).toBe(1);
    expect(await row(page, 'AT+SYSRAM?').count()).toBe(0);
    expect(await page.locator('.count').innerText()).toMatch(/^\d rows/);
  });

  test('the keyboard alone is enough', async () => {
    const { run, host } = await connected();
    await host.command(COMMA).catch(() => {});
    const page = await browser.open(run);
    await expect.poll(() => rowsOf(page, 'is-failure').count()).toBe(1);
    await page.getByRole('grid').focus();
    await page.keyboard.press('End');
    await expect.poll(() => chosen(page).getAttribute('class')).toContain('is-failure');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByRole('complementary').count()).toBe(1);
    await page.keyboard.press('c');
    await expect.poll(() => chosen(page).innerText()).toContain(COMMA);
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => chosen(page).innerText()).not.toContain(COMMA);
    await page.keyboard.press('Home');
    await expect.poll(() => chosen(page).getAttribute('aria-rowindex')).toBe('2');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('complementary').count()).toBe(0);
  });

  test('bytes are shown as they were, and what is secret is not', async () => {
    const { run, host } = await connected();
    await host.command('AT+MQTTPUB=0,"t","hi",1,0');
    const page = await browser.open(run);
    await expect.poll(() => row(page, 'PUBACK').count()).toBeGreaterThan(0);
    await row(page, 'PUBLISH QoS 1').first().click();
    const hex = page.locator('.hex');
    await expect.poll(() => hex.innerText()).toMatch(/32 07 00 01 74 00 0\d 68 {2}69/);
    await row(page, 'AT+MQTTPUB').click();
    await expect.poll(() => hex.innerText()).toContain('0d 0a');
    await page.getByRole('searchbox').fill('USERCFG');
    await page.keyboard.press('Enter');
    await chosen(page).click();
    await expect.poll(() => page.getByRole('complementary').innerText()).toContain('secret');
    expect(await hex.count()).toBe(0);
  });

  test.each([
    ['light', 'en'],
    ['dark', 'zh-CN'],
  ] as const)('axe-core finds nothing, %s, %s', async (theme, language) => {
    const { run, host } = await connected();
    await host.command(COMMA).catch(() => {});
    const page = await browser.open(run, { dark: theme === 'dark', language });
    const failure = rowsOf(page, 'is-failure');
    await expect.poll(() => failure.count()).toBe(1);
    await expectAccessible(page);
    await failure.click();
    await expect.poll(() => page.getByRole('complementary').count()).toBe(1);
    await expectAccessible(page);
  });
});

/** Rows in view that have a text. */
function row(page: Page, text: string): Locator {
  return page.locator('.line').filter({ hasText: text });
}

function rowsOf(page: Page, type: string): Locator {
  return page.locator(`.line.${type}`);
}

function chosen(page: Page): Locator {
  return page.locator('.line.chosen');
}

async function fault({ url, token }: Run, body: object): Promise<void> {
  const answer = await fetch(`${url}/api/v1/modules/module0/faults`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(201);
}
