import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { parseAst } from 'rolldown/parseAst';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startBroker } from '#broker/index';
import { freePort } from '../../../tools/free-port.js';
import { nodesOf } from '../../../tools/layers/imports.js';
import { startMosquitto } from '../../support/brokers.ts';
import { needs } from '../../support/needs.ts';
import { programPath } from '../../support/programs.ts';
import { BROWSER_ARGUMENTS } from './arguments.ts';

const STARTING_MS = 60_000;
const DIST = join(import.meta.dirname, '../../../dist');
/** What `atmqtt/browser` is built as, by the paths that a server gives it. */
const FILES = new Map(
  ['entry/browser.js', ...readdirSync(join(DIST, 'chunks')).map((name) => `chunks/${name}`)]
    .filter((path) => /\/browser\b/.test(path))
    .map((path): [string, string] => [`/${path}`, readFileSync(join(DIST, path), 'utf8')]),
);
/** Makes a module, with a broker of the page if asked, and what says a line to it and awaits the end of its answer. */
const STARTS = `
  import { createModule, createPageBroker, createStorageFlash } from '/entry/browser.js';
  let output = '';
  let awaited = () => {};
  globalThis.start = (inPage) => {
    const broker = inPage ? createPageBroker() : undefined;
    const module = createModule({ broker, flash: createStorageFlash(localStorage, 'atmqtt') });
    const host = module.attach({ output: (_, text) => { output += text; awaited(); } });
    globalThis.exchange = (line, end) => new Promise((resolve) => {
      output = '';
      awaited = () => output.includes(end) && resolve(output);
      host.write(line);
    });
    module.powerOn();
  };
  globalThis.ready = true;
`;

test('what is built for browsers imports nothing but its own files, and uses nothing of Node', () => {
  expect([...FILES.keys()]).toContain('/entry/browser.js');
  for (const [path, code] of FILES) {
    const specifiers: string[] = [];
    const free = new Set<string>();
    for (const node of nodesOf(parseAst(code, { lang: 'js' }, path))) {
      if (/^(?:Import|Export)/.test(node.type) && typeof node.source?.value === 'string')
        specifiers.push(node.source.value);
      if (node.type === 'MemberExpression' && node.object.type === 'Identifier') free.add(node.object.name);
    }
    expect(specifiers.filter((each) => !/^\.{1,2}\//.test(each))).toEqual([]);
    expect(['process', 'require', 'module', '__dirname'].filter((name) => free.has(name))).toEqual([]);
  }
});

describe('a module in a browser', needs('chromium', 'mosquitto'), () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: programPath('chromium'), args: BROWSER_ARGUMENTS });
  }, STARTING_MS);

  afterAll(() => browser?.close());

  /** Serves pages, and beside them what was built. @returns its origin */
  async function serve(
    pages: (path: string) => { readonly type: string; readonly text: string },
  ): Promise<string> {
    const server = createServer(({ url = '' }, response) => {
      const code = FILES.get(url.replace(/^\/atmqtt\//, '/'));
      const { type, text } = code === undefined ? pages(url) : { type: 'javascript', text: code };
      response.setHeader('content-type', `text/${type}`);
      response.end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  test('the page of the guide is a module to type at', async () => {
    const guide = readFileSync(join(DIST, '../docs/guides/browser.md'), 'utf8');
    const [, html = ''] = /```html index\.html\n([\s\S]*?)```/.exec(guide) ?? [];
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    const logged: string[] = [];
    page.on('console', (entry) => logged.push(entry.text()));
    await page.goto(await serve(() => ({ type: 'html', text: html })));
    await page.getByText('ready').waitFor();
    for (const [, line = ''] of guide.matchAll(/`(AT\+MQTT(?:USERCFG|CONN)=0,[^`]+)`/g)) {
      await page.getByLabel('AT command').fill(line);
      await page.keyboard.press('Enter');
    }
    await page.getByText('+MQTTCONNECTED:0,1,"broker.example"').waitFor();
    await page.getByLabel('AT command').fill('AT+MQTTPUB=0,"a/b","hello",0,0');
    await page.keyboard.press('Enter');
    await expect.poll(() => logged).toContain('a/b hello');
    expect(logged).toContain('> PUBLISH QoS 0 "a/b" 5 bytes "hello"');
  });

  /** A page that has `atmqtt/browser` from a server of files; its requests stay on this machine. */
  async function open(): Promise<Page> {
    const html = '<!doctype html><title>module</title><script type="module" src="/start.js"></script>';
    const origin = await serve((path) =>
      path === '/start.js' ? { type: 'javascript', text: STARTS } : { type: 'html', text: html },
    );
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    await page.goto(origin);
    await page.waitForFunction('globalThis.ready');
    return page;
  }

  function exchange(page: Page, line: string, end: string): Promise<string> {
    return page.evaluate(`exchange(${JSON.stringify(line)}, ${JSON.stringify(end)})`);
  }

  test('answers commands, knows its version, and keeps what it stores from page to page', async () => {
    const page = await open();
    const { version } = JSON.parse(readFileSync(join(DIST, '../package.json'), 'utf8'));
    await page.evaluate('start(true)');
    expect(await exchange(page, 'AT\r\n', 'OK\r\n')).toContain('AT\r\n\r\nOK\r\n');
    expect(await exchange(page, 'AT+GMR\r\n', 'OK\r\n')).toContain(version);
    await exchange(page, 'AT+UART_DEF=9600,8,1,0,0\r\n', 'OK\r\n');
    await page.reload();
    await page.waitForFunction('globalThis.ready');
    await page.evaluate('start(true)');
    expect(await exchange(page, 'AT+UART_DEF?\r\n', 'OK\r\n')).toContain('9600');
  });

  test.each(['the embedded broker', 'Mosquitto', 'a broker in the page'])(
    'connects to %s, subscribes, publishes and receives',
    async (kind) => {
      const port = await brokerPort(kind);
      const page = await open();
      await page.evaluate(`start(${port === undefined})`);
      const ok = '\r\nOK\r\n';
      await exchange(page, 'AT+MQTTUSERCFG=0,6,"page","","",0,0,"/mqtt"\r\n', ok);
      expect(await exchange(page, `AT+MQTTCONN=0,"127.0.0.1",${port ?? 1883},0\r\n`, ok)).toContain(
        '+MQTTCONNECTED:0,6,',
      );
      for (const qos of [0, 1, 2]) {
        await exchange(page, `AT+MQTTSUB=0,"garden/${qos}",${qos}\r\n`, ok);
        expect(
          await exchange(page, `AT+MQTTPUB=0,"garden/${qos}","open",${qos},0\r\n`, 'open\r\n'),
        ).toContain(`+MQTTSUBRECV:0,"garden/${qos}",4,open\r\n`);
      }
      expect(await exchange(page, 'AT+MQTTCLEAN=0\r\n', ok)).toContain(ok);
    },
  );

  /** Where a broker listens with WebSocket; undefined: in the page. */
  async function brokerPort(kind: string): Promise<number | undefined> {
    if (kind === 'the embedded broker') {
      const broker = await startBroker({ ws: { port: 0 } });
      onTestFinished(() => broker.close());
      return broker.listeners[0]?.port;
    }
    if (kind === 'a broker in the page') return undefined;
    const port = await freePort();
    const mosquitto = await startMosquitto({ extra: `listener ${port} 127.0.0.1\nprotocol websockets` });
    onTestFinished(() => mosquitto.stop());
    return port;
  }

  test('a broker that is not there fails as on hardware', async () => {
    const page = await open();
    await page.evaluate('start(false)');
    await exchange(page, 'AT+MQTTUSERCFG=0,6,"page","","",0,0,"/mqtt"\r\n', '\r\nOK\r\n');
    const port = await freePort();
    expect(await exchange(page, `AT+MQTTCONN=0,"127.0.0.1",${port},0\r\n`, 'ERROR\r\n')).toContain('ERROR');
  });
});
