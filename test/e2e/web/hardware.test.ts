import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { needs } from '../../support/needs.ts';
import { MAIN } from '../program.ts';
import { expectAccessible, type PageOptions, startRun, useBrowser } from './page.ts';
import { type Device, type PlayedSerial, playSerial } from './support/played-serial.ts';

const WORDS = {
  en: {
    hardware: 'Hardware',
    module: 'Module',
    host: 'Host at a second port',
    choose: 'Choose a port …',
    connect: 'Connect',
    disconnect: 'Disconnect',
    states: { open: 'connected', lost: /^unplugged/, closed: 'not connected' },
    command: 'Command',
    download: 'Download the recording',
    tap: /^Hand on/,
    missing: /Web Serial/,
    compare: 'Compare',
    end: 'Call it off',
    ended: /It was called off/,
    report: 'Report (text)',
    corrections: 'Corrections',
  },
  'zh-CN': {
    hardware: '硬件',
    module: '模组',
    host: '第二个串口上的主机',
    choose: '选择串口……',
    connect: '连接',
    disconnect: '断开',
    states: { open: '已连接', lost: /^已拔出/, closed: '未连接' },
    command: '命令',
    download: '下载录制文件',
    tap: /^转发/,
    missing: /Web Serial/,
    compare: '开始比较',
    end: '中止',
    ended: /已中止/,
    report: '报告（文本）',
    corrections: '更正文件',
  },
} as const;

type Language = keyof typeof WORDS;

const browser = useBrowser();

/** A module of another run, at a TCP port, as the genuine one. */
function deviceAt(port: string): Device & { readonly options: unknown[] } {
  const [host = '', number] = port.split(':');
  let socket: Socket | undefined;
  const options: unknown[] = [];
  return {
    options,
    async opened(send, given) {
      options.push(given);
      socket = connect({ host, port: Number(number), noDelay: true });
      socket.on('data', send).on('error', () => {});
      await once(socket, 'connect');
    },
    bytes: (bytes) => void socket?.write(bytes),
    closed: () => void socket?.destroy(),
  };
}

/** A host that the test is. */
function playedHost() {
  const host = {
    come: '',
    send: (_bytes: Uint8Array): void => {},
    opened(send: (bytes: Uint8Array) => void) {
      host.send = send;
    },
    bytes(bytes: Buffer) {
      host.come += bytes.toString('latin1');
    },
    closed() {},
  };
  return host;
}

async function opened(language: Language = 'en', options: PageOptions = {}) {
  const [run, genuine] = await Promise.all([startRun(), startRun()]);
  const device = deviceAt(genuine.port);
  const host = playedHost();
  let serial: PlayedSerial | undefined;
  const page = await browser.open(run, {
    language,
    ...options,
    prepare: async (prepared) => {
      serial = await playSerial(prepared, { module: device, host });
    },
  });
  if (serial === undefined) throw new Error('nothing was prepared');
  const words = WORDS[language];
  await page.getByRole('link', { name: words.hardware }).click();
  const side = page.getByRole('group', { name: words.module, exact: true });
  const input = page.getByRole('combobox', { name: words.command, exact: true });
  const send = async (line: string, answer: string | RegExp): Promise<void> => {
    await input.fill(line);
    await input.press('Enter');
    await expect.poll(() => screen(page).innerText()).toMatch(answer);
  };
  const join = async (): Promise<void> => {
    await side.getByRole('button', { name: words.choose }).click();
    await side.getByRole('button', { name: words.connect, exact: true }).click();
    await side.getByText(words.states.open, { exact: true }).waitFor();
  };
  return { page, words, side, input, send, join, serial, device, host, genuine };
}

function screen(page: Page) {
  return page.locator('.xterm-rows');
}

function meanings(page: Page) {
  return page.locator('.meanings');
}

/** The recording as the program shows it. */
async function shownRecording(page: Page, name: string): Promise<string> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name }).click(),
  ]);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [MAIN, 'record', 'show', await file.path()],
    {
      encoding: 'utf8',
    },
  );
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout;
}

describe('genuine hardware', { timeout: 60_000, ...needs('chromium') }, () => {
  describe.each(['en', 'zh-CN'] as const)('in %s', (language) => {
    test('is talked to, explained, unplugged, plugged in again, and recorded', async () => {
      const { page, words, side, send, join, serial, device, genuine } = await opened(language);
      await side.getByRole('combobox').first().selectOption('921600');
      await side.getByRole('combobox').last().selectOption('hardware');
      await join();
      expect(device.options).toEqual([
        expect.objectContaining({ baudRate: 921_600, flowControl: 'hardware' }),
      ]);
      await send('AT+SYSLOG=1', /\d\d:\d\d:\d\d\.\d{3} → AT\+SYSLOG=1.*OK/s);
      await send('AT+MQTTPUB=0,"t","x",1,0', /ERR CODE:0x.*ERROR/s);
      const failed = meanings(page).getByRole('listitem').first();
      await failed.getByRole('button', { name: /^0x/ }).click();
      await expect.poll(() => failed.innerText()).toContain('AT_MQTT_');
      await send('AT+MQTTUSERCFG=0,1,"lamp","user","secret-word",0,0,""', /USERCFG.*OK/s);
      const { port } = new URL(genuine.broker ?? '');
      await send(`AT+MQTTCONN=0,"127.0.0.1",${port},0`, '+MQTTCONNECTED');
      const urc = meanings(page).getByRole('listitem').filter({ hasText: '+MQTTCONNECTED' });
      await expect.poll(() => urc.locator('p').innerText()).not.toBe('');
      await serial.unplug('module');
      await side.getByText(words.states.lost).waitFor();
      await serial.plugIn('module');
      await side.getByText(words.states.open, { exact: true }).waitFor();
      await send('AT+CMD?', /\+CMD:/);
      await side.getByRole('button', { name: words.disconnect }).click();
      await side.getByText(words.states.closed, { exact: true }).waitFor();
      const shown = await shownRecording(page, words.download);
      expect(shown).toMatch(/AT\+MQTTPUB=0,"t","x",1,0.*ERROR.*\+MQTTCONNECTED.*AT\+CMD\?/s);
      expect(shown).toContain('921600');
      expect(await page.evaluate('JSON.stringify({ ...localStorage })')).not.toContain('secret-word');
      expect(await page.evaluate('JSON.stringify({ ...localStorage })')).toContain('AT+CMD?');
    });

    test('is compared, also after it was unplugged, and reported on', { timeout: 150_000 }, async () => {
      // What the module says while nobody holds the line is refused, which the browser logs.
      const { page, words, side, join, serial } = await opened(language, { mayLog: /409/ });
      const begin = page.getByRole('button', { name: words.compare, exact: true });
      expect(await begin.isDisabled()).toBe(true);
      await join();
      await begin.click();
      const told = page.locator('output').last();
      const done = async (): Promise<number> => Number(/\d+/.exec(await told.innerText())?.[0] ?? 0);
      await expect.poll(done, { timeout: 20_000 }).toBeGreaterThan(3);
      await serial.unplug('module');
      await side.getByText(words.states.lost).waitFor();
      const before = await done();
      await serial.plugIn('module');
      // A module that was lost in the middle of a case is brought to its beginning first.
      await expect.poll(done, { timeout: 90_000 }).toBeGreaterThan(before);
      await page.getByRole('button', { name: words.end, exact: true }).click();
      await expect.poll(() => told.innerText()).toMatch(words.ended);
      for (const [name, pattern] of [
        [words.report, /web-serial:303a:0001/],
        [words.corrections, /"atmqtt-corrections".*"port":"serial"/],
      ] as const) {
        const [file] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('link', { name, exact: true }).click(),
        ]);
        expect(await readFile(await file.path(), 'utf8')).toMatch(pattern);
      }
      await expectAccessible(page);
    });

    test('is accessible, in light and dark', async () => {
      for (const dark of [false, true]) {
        const { page, join, send, serial, words } = await opened(language, { dark });
        await page.getByRole('heading', { level: 1, name: words.hardware }).waitFor();
        await expectAccessible(page);
        await join();
        await send('AT+NOSUCH', 'ERROR');
        await page.getByText(words.tap).click();
        await serial.disturb('module', 'FrameError');
        await page.getByText('FrameError').waitFor();
        await expectAccessible(page);
      }
    });

    test('is not there where the browser has no Web Serial, which is told', async () => {
      const run = await startRun();
      const prepare = (page: Page): Promise<unknown> =>
        page.addInitScript('Object.defineProperty(navigator, "serial", { value: undefined })');
      const page = await browser.open(run, { language, prepare });
      await page.getByRole('link', { name: WORDS[language].hardware }).click();
      await page.getByText(WORDS[language].missing).waitFor();
      await expectAccessible(page);
    });
  });

  test('a host at a second port is handed on both ways, and recorded', async () => {
    const { page, words, join, host } = await opened();
    await join();
    await page.getByText(words.tap).click();
    const second = page.getByRole('group', { name: words.host });
    await second.getByRole('button', { name: words.choose }).click();
    await second.getByRole('button', { name: words.connect, exact: true }).click();
    await second.getByText(words.states.open, { exact: true }).waitFor();
    host.send(Buffer.from('AT+SYS'));
    host.send(Buffer.from('TIMESTAMP?\r\n'));
    await expect.poll(() => host.come).toMatch(/\+SYSTIMESTAMP:\d+\r\nOK\r\n/);
    await expect.poll(() => screen(page).innerText()).toMatch(/\[host\] AT\+SYSTIMESTAMP\?.*OK/s);
    await expect.poll(() => meanings(page).innerText()).toContain('AT+SYSTIMESTAMP?');
    const shown = await shownRecording(page, words.download);
    expect(shown).toMatch(/AT\+SYSTIMESTAMP\?.*\+SYSTIMESTAMP:\d+.*OK/s);
  });

  test('takes data behind a prompt, and pasted lines one at a time', async () => {
    const { page, join, send, genuine, input } = await opened();
    await join();
    await send('AT+MQTTUSERCFG=0,1,"lamp","","",0,0,""', 'OK');
    await send(`AT+MQTTCONN=0,"127.0.0.1",${new URL(genuine.broker ?? '').port},0`, '+MQTTCONNECTED');
    await send('AT+MQTTPUBRAW=0,"t",5,0,0', />/);
    const data = page.getByRole('combobox', { name: 'The module waits for 5 bytes of data' });
    await data.fill('hello');
    await data.press('Enter');
    await expect.poll(() => screen(page).innerText()).toContain('+MQTTPUB:OK');
    await input.focus();
    await page.evaluate(`(() => {
      const data = new DataTransfer();
      data.setData('text/plain', 'AT+MQTTPUBRAW=0,"t",3,0,0\\r\\nabc\\r\\nAT+NOSUCH\\r\\nAT+GMR');
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, cancelable: true, bubbles: true }));
    })()`);
    const box = page.getByRole('region', { name: 'Pasted lines' });
    await box.getByRole('button', { name: 'Send 4 lines' }).click();
    await expect.poll(() => box.innerText()).toContain('Line 3 has failed. Not sent: 1.');
    await box.getByRole('button', { name: 'Go on with the other 1' }).click();
    await expect.poll(() => screen(page).innerText()).toContain('AT version');
  });

  test('a port that cannot be opened is told, and opened once it can be', async () => {
    const { side, words, serial } = await opened();
    await serial.unplug('module');
    await side.getByRole('button', { name: words.choose }).click();
    await side.getByRole('button', { name: words.connect, exact: true }).click();
    await side.getByRole('alert').getByText('Failed to open serial port.').waitFor();
    await serial.plugIn('module');
    await side.getByRole('button', { name: words.connect, exact: true }).click();
    await side.getByText(words.states.open, { exact: true }).waitFor();
    expect(await side.getByRole('alert').count()).toBe(0);
  });

  test('is used by the keyboard alone', async () => {
    const { page, side, words } = await opened();
    await side.getByRole('button', { name: words.choose }).focus();
    await page.keyboard.press('Enter');
    await side.getByText('Espressif 303a:0001').waitFor();
    for (let tab = 0; tab < 3; tab++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await side.getByText(words.states.open, { exact: true }).waitFor();
    await page.locator('.xterm-helper-textarea').focus();
    await page.keyboard.type('AT');
    await page.keyboard.press('Enter');
    await expect.poll(() => screen(page).innerText()).toMatch(/→ AT\s.*OK/s);
  });
});
