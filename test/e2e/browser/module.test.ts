import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'rolldown';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startBroker } from '#broker/index';
import { needs } from '../../support/needs.ts';
import { programPath } from '../../support/programs.ts';
import { BROWSER_ARGUMENTS } from './arguments.ts';

const STARTING_MS = 60_000;

/** Joins the page's program and the core for a browser; Node's Buffer comes from the package of that name. */
async function bundle(): Promise<{ code: string; warnings: string[] }> {
  const warnings: string[] = [];
  const { output } = await build({
    input: join(import.meta.dirname, 'page.ts'),
    platform: 'browser',
    write: false,
    resolve: { conditionNames: ['atmqtt-source', 'browser', 'import'] },
    transform: { inject: { Buffer: ['buffer', 'Buffer'] } },
    output: { format: 'iife' },
    onLog: (_level, log) => warnings.push(log.message),
  });
  return { code: output[0].code, warnings };
}

describe('a module in a browser', needs('chromium'), () => {
  let browser: Browser;
  let code: string;

  beforeAll(async () => {
    const made = await bundle();
    // What a bundler cannot find, such as a module of Node's, it tells.
    expect(made.warnings).toEqual([]);
    code = made.code;
    browser = await chromium.launch({ executablePath: programPath('chromium'), args: BROWSER_ARGUMENTS });
  }, STARTING_MS);

  afterAll(() => browser?.close());

  /** A page with a module; its requests stay on this machine. */
  async function open(): Promise<Page> {
    const server = createServer((request, response) => {
      const script = request.url === '/module.js';
      response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
      response.end(script ? code : '<!doctype html><title>module</title><script src="/module.js"></script>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return page;
  }

  async function exchange(page: Page, line: string, end: string): Promise<string> {
    await page.evaluate((text) => (globalThis as unknown as { send(text: string): void }).send(text), line);
    return page.evaluate(async (until) => {
      const { takeOutput } = globalThis as unknown as { takeOutput(): string };
      let got = '';
      while (!got.includes(until)) {
        got += takeOutput();
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      return got;
    }, end);
  }

  test('answers commands', async () => {
    const page = await open();
    expect(await exchange(page, 'AT\r\n', 'OK\r\n')).toContain('AT\r\n\r\nOK\r\n');
    expect(await exchange(page, 'AT+MQTTCONN?\r\n', 'OK\r\n')).toContain('+MQTTCONN:0,0,0,"","","",0\r\n');
  });

  test('connects, subscribes, publishes and receives over the browser’s WebSocket', async () => {
    const broker = await startBroker({ ws: { port: 0 } });
    onTestFinished(() => broker.close());
    const port = broker.listeners[0]?.port ?? 0;
    const page = await open();
    const ok = '\r\nOK\r\n';
    await exchange(page, 'AT+MQTTUSERCFG=0,6,"page","","",0,0,"/mqtt"\r\n', ok);
    expect(await exchange(page, `AT+MQTTCONN=0,"127.0.0.1",${port},0\r\n`, ok)).toContain(
      '+MQTTCONNECTED:0,6,',
    );
    await exchange(page, 'AT+MQTTSUB=0,"garden/#",1\r\n', ok);
    expect(await exchange(page, 'AT+MQTTPUB=0,"garden/door","open",1,0\r\n', 'open\r\n')).toContain(
      '+MQTTSUBRECV:0,"garden/door",4,open\r\n',
    );
  });
});
