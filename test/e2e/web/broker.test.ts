import { spawnSync } from 'node:child_process';
import type { Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startMosquitto } from '../../support/brokers.ts';
import { dialHost } from '../../support/hosts.ts';
import { needs } from '../../support/needs.ts';
import { programPath } from '../../support/programs.ts';
import { expectAccessible, type Run, startRun, useBrowser } from './page.ts';

const browser = useBrowser();
const LIMIT = { timeout: 60_000 };
const HERE = { ...needs('chromium', 'mosquitto', 'mosquitto_pub'), ...LIMIT };

/** Publishes as another client would. */
function publish(port: string | number, topic: string, payload: string, ...more: readonly string[]): void {
  const said = payload === '' ? ['-n'] : ['-m', payload];
  const args = ['-h', '127.0.0.1', '-p', String(port), '-t', topic, ...said, ...more];
  const { status, stderr } = spawnSync(programPath('mosquitto_pub'), args, { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
}

function portOf(run: Run): string {
  return new URL(run.broker ?? '').port;
}

/** The panel, from the start page. @returns the number of clicks */
async function openPanel(page: Page, name: string | RegExp = 'Broker'): Promise<void> {
  await page.getByRole('link', { name }).click();
}

/** A module that is connected. */
async function connectHost(run: Run, port: string | number) {
  const host = await dialHost(Number(run.port.split(':')[1]));
  await host.command('ATE0');
  await host.command('AT+MQTTUSERCFG=0,1,"pump","","",0,0,""');
  await host.command(`AT+MQTTCONN=0,"127.0.0.1",${port},1`);
  return host;
}

/** The line of a level, by its name. */
function line(page: Page, level: string) {
  return page.getByRole('treeitem').filter({ has: page.locator('.level').getByText(level, { exact: true }) });
}

/** Which broker is looked on at. */
function source(page: Page) {
  return page.getByRole('combobox', { name: 'Broker', exact: true });
}

describe('the embedded broker', HERE, () => {
  test('what is retained and who has published it, in two clicks', async () => {
    const run = await startRun();
    publish(portOf(run), 'greenhouse/1/config', '{"interval":30}', '-r', '-i', 'gateway');
    publish(portOf(run), 'greenhouse/1/state', 'online', '-r');
    const page = await browser.open(run);
    await openPanel(page);
    await line(page, 'config').waitFor();
    publish(portOf(run), 'greenhouse/1/level', '5');
    await line(page, 'level').waitFor();
    await page.getByRole('button', { name: 'Retained only' }).click();
    await line(page, 'level').waitFor({ state: 'detached' });
    expect(await line(page, 'config').textContent()).toMatch(/\{"interval":30\}.*retained.*by gateway/);
    expect(await page.getByText('2 of 3 topics').isVisible()).toBe(true);
    await expectAccessible(page);
  });

  test('a topic: its payload in each form, what has changed, a curve, and messages before it', async () => {
    const run = await startRun();
    const host = await connectHost(run, portOf(run));
    const page = await browser.open(run, { dark: true });
    await openPanel(page);
    await page.getByText('No message has come yet.').waitFor();
    for (const level of [1, 2, 3]) {
      const json = `{\\"level\\":${level}\\,\\"unit\\":\\"cm\\"}`;
      await host.command(`AT+MQTTPUB=0,"pump/level","${json}",0,0`);
    }
    await line(page, 'level').click();
    await page.getByText('client pump · module0, link 0').waitFor();
    const payload = page.getByRole('region', { name: 'Payload' });
    await payload.getByText('level:').waitFor();
    await page.getByText('-   "level": 2').waitFor();
    await page.getByText('+   "level": 3').waitFor();
    expect(await page.locator('.chart canvas').count()).toBe(1);
    const forms: readonly (readonly [string, string])[] = [
      ['Text', '{"level":3,"unit":"cm"}'],
      ['Hex', '7b 22 6c 65'],
      ['Base64', 'eyJsZXZlbCI6Mywi'],
    ];
    for (const [name, shown] of forms) {
      await payload.getByRole('button', { name }).click();
      await payload.getByText(shown).waitFor();
    }
    await payload.getByRole('button', { name: 'Text' }).click();
    await page.locator('.messages button').last().click();
    await payload.getByText('"level":2').waitFor();
    await expectAccessible(page);
  });

  test('publishing, and clearing what is retained', async () => {
    const run = await startRun();
    const host = await connectHost(run, portOf(run));
    await host.command('AT+MQTTSUB=0,"cmd/#",1');
    const page = await browser.open(run, { language: 'zh-CN' });
    await openPanel(page);
    await page.getByLabel('主题', { exact: true }).fill('cmd/pump');
    await page.getByLabel('负载', { exact: true }).fill('on');
    await page.getByLabel('QoS').selectOption('1');
    await page.getByLabel('保留', { exact: true }).check();
    await page.getByRole('button', { name: '发布', exact: true }).click();
    await host.expect('+MQTTSUBRECV:0,"cmd/pump",2,on');
    await line(page, 'pump').click();
    await page.getByRole('definition').filter({ hasText: '本页或 ctl' }).waitFor();
    await page.getByRole('button', { name: '清除保留消息' }).click();
    await page.getByText('已清除。').waitFor();
    await page.getByText('（空负载）').first().waitFor();
    await expectAccessible(page);
  });

  test('its clients, and the sessions of those that are away', async () => {
    const run = await startRun();
    const host = await connectHost(run, portOf(run));
    await host.command('AT+MQTTSUB=0,"in/+",1');
    const page = await browser.open(run);
    await openPanel(page);
    await page.getByRole('button', { name: 'Clients' }).click();
    const row = page.getByRole('row').filter({ hasText: 'pump' });
    await row.filter({ hasText: 'in/+ QoS 1' }).waitFor();
    await page.getByText('There is no such session.').waitFor();
    await expectAccessible(page);
  });

  test('all of it by the keyboard', async () => {
    const run = await startRun();
    for (const topic of ['a/b/1', 'a/b/2', 'c']) publish(portOf(run), topic, 'x', '-r');
    const page = await browser.open(run);
    await openPanel(page);
    await line(page, 'c').waitFor();
    const tree = page.getByRole('tree');
    await tree.focus();
    const active = async () => {
      const id = await tree.getAttribute('aria-activedescendant');
      return page.locator(`#${id} .level`).textContent();
    };
    for (const key of ['Home', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
    await expect.poll(active).toBe('1');
    await page.getByRole('heading', { name: 'a/b/1' }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await line(page, 'b').and(page.locator('[aria-expanded=false]')).waitFor();
    await page.keyboard.press('End');
    await expect.poll(active).toBe('c');
    await page.getByRole('heading', { name: 'c', exact: true }).waitFor();
    await page.getByLabel('Search topics').focus();
    await page.keyboard.type('b/2');
    await line(page, '1').waitFor({ state: 'detached' });
    expect(await page.getByRole('treeitem').count()).toBe(3);
  });

  test('many topics stay quick, for only what is seen is drawn', async () => {
    const run = await startRun();
    const host = await connectHost(run, portOf(run));
    const page = await browser.open(run);
    await openPanel(page);
    await page.getByText('No message has come yet.').waitFor();
    for (let index = 0; index < 300; index++)
      await host.command(`AT+MQTTPUB=0,"many/${index % 3}/topic${index}","${index}",0,0`);
    await page.getByText('300 of 300 topics').waitFor();
    await page.getByText('300 topics · 300 messages', { exact: true }).waitFor();
    await page.getByLabel('Search topics').fill('many');
    await line(page, 'topic0').waitFor();
    expect(await page.getByRole('treeitem').count()).toBeLessThan(60);
  });
});

describe('Mosquitto', HERE, () => {
  test('is looked on at by a client of its own, with the user of the link', async () => {
    const mosquitto = await startMosquitto({ users: { joe: 'secret-of-joe' } });
    onTestFinished(() => mosquitto.stop());
    const login = ['-u', 'joe', '-P', 'secret-of-joe'];
    publish(mosquitto.port, 'hall/light', 'off', '-r', ...login);
    const run = await startRun();
    const host = await dialHost(Number(run.port.split(':')[1]));
    await host.command('AT+MQTTUSERCFG=0,1,"pump","joe","secret-of-joe",0,0,""');
    await host.command(`AT+MQTTCONN=0,"127.0.0.1",${mosquitto.port},1`);
    const page = await browser.open(run);
    await openPanel(page);
    const address = `127.0.0.1:${mosquitto.port} (module0, link 0)`;
    await source(page).selectOption({ label: address });
    await line(page, 'light')
      .filter({ hasText: /off.*retained/ })
      .waitFor();
    publish(mosquitto.port, 'hall/door', 'open', ...login);
    await line(page, 'door').filter({ hasText: /open/ }).waitFor();
    await host.command('AT+MQTTPUB=0,"hall/pump","on",1,0');
    await line(page, 'pump')
      .filter({ hasText: /on.*by module0, link 0/ })
      .waitFor();
    // Cleared by another client, which nobody is told of who has subscribed before.
    publish(mosquitto.port, 'hall/light', '', '-r', ...login);
    await page.getByRole('button', { name: 'Retained only' }).click();
    await page.getByText('Nothing is retained.').waitFor();
    await page.getByRole('button', { name: 'Clients' }).click();
    await page.getByText('No client is connected.').waitFor();
  });

  test('that lets nobody in says why, and who may is asked for', async () => {
    const mosquitto = await startMosquitto({ users: { joe: 'secret-of-joe' } });
    onTestFinished(() => mosquitto.stop());
    const run = await startRun();
    const page = await browser.open(run, { mayLog: /409/ });
    await openPanel(page);
    await source(page).selectOption('other');
    await page.getByLabel('URL').fill(`mqtt://127.0.0.1:${mosquitto.port}`);
    await page.getByRole('button', { name: 'Look on' }).click();
    await page.getByRole('alert').filter({ hasText: 'No client can look on at mqtt://127.0.0.1' }).waitFor();
    await expectAccessible(page);
    await source(page).selectOption('other');
    await page.getByLabel('URL').fill(`mqtt://127.0.0.1:${mosquitto.port}`);
    await page.getByLabel('User name').fill('joe');
    await page.getByLabel('Password').fill('secret-of-joe');
    await page.getByRole('button', { name: 'Look on' }).click();
    await page.getByText('No message has come yet.').waitFor();
  });
});
