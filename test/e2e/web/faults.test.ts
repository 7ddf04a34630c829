import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { dialHost } from '../../support/hosts.ts';
import { needs } from '../../support/needs.ts';
import { expectAccessible, type Run, startRun, useBrowser } from './page.ts';

const browser = useBrowser();
const HERE = { ...needs('chromium'), timeout: 60_000 };

async function openPanel(page: Page, name = 'Faults'): Promise<void> {
  await page.getByRole('link', { name }).click();
}

/** A row of the faults that are on. */
function on(page: Page, text: string | RegExp) {
  return page.getByRole('row').filter({ hasText: text });
}

async function hostOf(run: Run) {
  const host = await dialHost(Number(run.port.split(':')[1]));
  await host.command('ATE0');
  return host;
}

/** What a click saves. */
async function downloaded(page: Page, name: string): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()]);
  return readFileSync(await file.path(), 'utf8');
}

describe('faults', HERE, () => {
  test('the Wi-Fi drops for ten seconds, in two clicks, and comes back when it is switched off', async () => {
    const run = await startRun();
    const host = await hostOf(run);
    const page = await browser.open(run);
    await openPanel(page);
    await page.getByText('No fault is on.').waitFor();
    await page.getByRole('button', { name: 'Drop the Wi-Fi for 10 s' }).click();
    await host.expect('WIFI DISCONNECT');
    await on(page, /wifi\.drop.*ends in (10|9|8|7) sec/).waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Switch off wifi.drop' }).click();
    await page.getByText('No fault is on.').waitFor();
    await host.expect('WIFI GOT IP');
  });

  test('a switch with parameters, as the table has them', async () => {
    const run = await startRun();
    const host = await hostOf(run);
    const page = await browser.open(run);
    await openPanel(page);
    await page.getByLabel('Search faults').fill('module.answer');
    const fault = page.getByRole('listitem').filter({ hasText: 'module.answer' });
    await fault.getByText('Parameters').click();
    const form = page.getByRole('form', { name: 'module.answer' });
    await form.getByLabel('command').fill('AT+GMR');
    await form.getByLabel('answer').fill('ERROR');
    await form.getByLabel('for', { exact: true }).fill('1h');
    await form.getByLabel('count').fill('3');
    await form.getByRole('button', { name: 'Switch on' }).click();
    await on(page, /module\.answer.*command=AT\+GMR answer=ERROR/).waitFor();
    expect(await fault.getByRole('switch').getAttribute('aria-checked')).toBe('true');
    expect(await host.command('AT+GMR').catch(() => 'refused')).toBe('refused');
    await on(page, 'acted once').waitFor();
    await fault.getByRole('switch').click();
    await page.getByText('No fault is on.').waitFor();
    await expectAccessible(page);
  });

  test('one that needs a parameter asks for it, and what is wrong is told', async () => {
    const run = await startRun();
    const page = await browser.open(run, { mayLog: /400/ });
    await openPanel(page);
    await page.getByLabel('Search faults').fill('broker.latePuback');
    await page.getByRole('switch', { name: 'broker.latePuback' }).click();
    const form = page.getByRole('form', { name: 'broker.latePuback' });
    await form.getByLabel('time').fill('3s');
    await form.getByLabel('topic').fill('a/#/b');
    await page.getByLabel('Broker faults act').selectOption('broker');
    await form.getByRole('button', { name: 'Switch on' }).click();
    await on(page, /broker\.latePuback.*embedded broker.*time=3000/).waitFor();
    await page.getByLabel('Search faults').fill('module.answer');
    await page.getByRole('switch', { name: 'module.answer' }).click();
    const answer = page.getByRole('form', { name: 'module.answer' });
    await answer.getByLabel('answer').fill('ERROR');
    await answer.getByLabel('command').fill('no command');
    await answer.getByRole('button', { name: 'Switch on' }).click();
    await page.getByRole('alert').filter({ hasText: 'command' }).waitFor();
    await page.getByRole('button', { name: 'Switch all off' }).click();
    await page.getByText('No fault is on.').waitFor();
  });

  test('in Chinese, dark, and by the keyboard', async () => {
    const run = await startRun();
    const page = await browser.open(run, { language: 'zh-CN', dark: true });
    await openPanel(page, '故障');
    await page.getByText('UART 上的字节丢失。').waitFor();
    await page.getByRole('switch', { name: 'wifi.noAddress' }).focus();
    await page.keyboard.press('Space');
    await on(page, 'wifi.noAddress').filter({ hasText: '直到关闭' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('form', { name: 'wifi.noAddress' }).getByText('持续多久').waitFor();
    await expectAccessible(page);
  });

  test('a set of latency counts from the next start on', async () => {
    const run = await startRun();
    const host = await hostOf(run);
    const page = await browser.open(run);
    await openPanel(page);
    await page.getByLabel('bench: none').waitFor();
    await page.getByLabel(/^wifi:/).check();
    await page.getByText('wifi counts from the next start of the module on.').waitFor();
    await page.getByRole('button', { name: 'Reset the module now' }).click();
    await host.expect('ready');
    await page.getByText('counts from the next start').waitFor({ state: 'detached' });
    expect(await page.getByLabel(/^wifi:/).isChecked()).toBe(true);
  });
});

describe('this session for a colleague', HERE, () => {
  test('what was said so far, in two clicks', async () => {
    const run = await startRun();
    const host = await hostOf(run);
    await host.command('AT+GMR');
    const page = await browser.open(run);
    await openPanel(page);
    expect(await downloaded(page, 'Download the transcript')).toContain(' > AT+GMR');
  });

  test('a recording of what follows, as a file of each kind', async () => {
    const run = await startRun();
    const host = await hostOf(run);
    const page = await browser.open(run, { language: 'zh-CN' });
    await openPanel(page, '故障');
    await page.getByText('没有录制。').waitFor();
    await page.getByRole('button', { name: '开始录制' }).click();
    await page.getByText('正在录制……').waitFor();
    await host.command('AT+GMR');
    const links = page.getByRole('link', { name: '录制文件' });
    await links.waitFor();
    expect(await downloaded(page, '录制文件（atmqtt replay）')).toContain('AT+GMR');
    expect(await downloaded(page, '场景（atmqtt play）')).toMatch(/^steps:$/m);
    expect(await downloaded(page, 'pcapng（Wireshark）')).not.toBe('');
    await page.getByRole('button', { name: '结束录制' }).click();
    await page.getByText('录制已结束。').waitFor();
    await expectAccessible(page);
  });
});

describe('scenarios', HERE, () => {
  test('one of the program is played with its steps', async () => {
    const run = await startRun();
    const page = await browser.open(run);
    await openPanel(page);
    await page.getByRole('combobox', { name: 'Scenario', exact: true }).selectOption('suback-80');
    await page.getByRole('button', { name: 'Play' }).click();
    await page.getByText(/suback-80 came through in/).waitFor({ timeout: 30_000 });
    const steps = page.getByRole('list', { name: 'Steps' }).getByRole('listitem');
    expect((await steps.allTextContents()).every((text) => text.includes('done'))).toBe(true);
    await expectAccessible(page);
  });

  test('a pasted one that fails says where and why, and one that waits is ended', async () => {
    const run = await startRun();
    const page = await browser.open(run, { language: 'zh-CN', mayLog: /400/ });
    await openPanel(page, '故障');
    await page.getByRole('combobox', { name: '场景', exact: true }).selectOption('粘贴场景……');
    const text = page.getByLabel('场景（YAML）');
    await text.fill('steps: 5');
    await page.getByRole('button', { name: '运行场景' }).click();
    await page.getByRole('alert').waitFor();
    await text.fill('steps:\n  - AT\n  - at: AT+NONSENSE\n');
    await page.getByRole('button', { name: '运行场景' }).click();
    await page.getByText('pasted 失败。').waitFor();
    await text.fill('steps:\n  - expect: {urc: +NEVER}\n    timeout: 1m\n');
    await page.getByRole('button', { name: '运行场景' }).click();
    await page.getByText('正在运行 pasted……').waitFor();
    await page.getByRole('button', { name: '结束场景' }).click();
    await page.getByText('pasted 已被结束。').waitFor();
    await expectAccessible(page);
  });
});
