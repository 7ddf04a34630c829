import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { parseAst } from 'rolldown/parseAst';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { makeTestCertificates } from '#broker/certificates';
import { startBroker } from '#broker/index';
import { freePort } from '../../../tools/free-port.js';
import { nodesOf } from '../../../tools/layers/imports.js';
import { startMosquitto } from '../../support/brokers.ts';
import { needs } from '../../support/needs.ts';
import { programPath } from '../../support/programs.ts';
import { folder } from '../program.ts';
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
  globalThis.logged = [];
  globalThis.start = (inPage) => {
    const broker = inPage ? createPageBroker() : undefined;
    const flash = createStorageFlash(localStorage, 'atmqtt');
    const module = createModule({ broker, flash, log: ({ text }) => logged.push(text) });
    const host = module.attach({ output: (_, text) => { output += text; awaited(); } });
    globalThis.exchange = (line, ends) => new Promise((resolve) => {
      output = '';
      awaited = () => ends.some((end) => output.includes(end)) && resolve(output);
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

  /** A browser of a test's own. */
  async function launch(argument: string): Promise<Browser> {
    const args = [...BROWSER_ARGUMENTS, argument];
    const launched = await chromium.launch({ executablePath: programPath('chromium'), args });
    onTestFinished(() => launched.close());
    return launched;
  }

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
  async function open(by = browser): Promise<Page> {
    const html = '<!doctype html><title>module</title><script type="module" src="/start.js"></script>';
    const origin = await serve((path) =>
      path === '/start.js' ? { type: 'javascript', text: STARTS } : { type: 'html', text: html },
    );
    const page = await by.newPage();
    onTestFinished(() => page.close());
    await page.goto(origin);
    await page.waitForFunction('globalThis.ready');
    return page;
  }

  function exchange(page: Page, line: string, ...ends: readonly string[]): Promise<string> {
    return page.evaluate(`exchange(${JSON.stringify(line)}, ${JSON.stringify(ends)})`);
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

  describe('over TLS', () => {
    /** A module in a page whose browser trusts any certificate, or only those of known authorities. */
    async function connect(scheme: number, trusting: boolean): Promise<{ answer: string; log: string }> {
      const port = await freePort();
      const stored = await makeTestCertificates(['localhost']);
      const files = { ca: stored.ca, cert: stored.server.cert, key: stored.server.key };
      const place = folder();
      for (const [name, pem] of Object.entries(files)) writeFileSync(join(place, `${name}.pem`), pem);
      // The embedded broker asks for a client certificate, which a browser does not offer for a WebSocket.
      const broker = await startMosquitto({
        extra: `listener ${port} 127.0.0.1\nprotocol websockets\ncafile ${place}/ca.pem\ncertfile ${place}/cert.pem\nkeyfile ${place}/key.pem`,
      });
      onTestFinished(() => broker.stop());
      // Of a page's certificates a context may be told to take any, but not of its WebSockets.
      const page = await open(trusting ? await launch('--ignore-certificate-errors') : browser);
      await page.evaluate('start(false)');
      for (const [name, pem] of [
        ['mqtt_ca', stored.ca],
        ['mqtt_cert', stored.client.cert],
        ['mqtt_key', stored.client.key],
      ] as const) {
        await exchange(page, `AT+SYSMFG=2,"${name}","${name}",7,${pem.length}\r\n`, '>');
        await exchange(page, pem, '\r\nOK\r\n');
      }
      await exchange(page, `AT+MQTTUSERCFG=0,${scheme},"page","","",0,0,"/mqtt"\r\n`, '\r\nOK\r\n');
      const line = `AT+MQTTCONN=0,"localhost",${port},0\r\n`;
      const answer = await exchange(page, line, '\r\nOK\r\n', 'ERROR\r\n');
      return { answer, log: ((await page.evaluate('logged')) as string[]).join('\n') };
    }

    test.each([7, 8])('scheme %d connects to a broker that the browser trusts', async (scheme) => {
      expect(await connect(scheme, true)).toMatchObject({
        answer: expect.stringContaining(`+MQTTCONNECTED:0,${scheme},`),
      });
    });

    test.each([
      [7, 'its certificate is not trusted by the browser'],
      [8, 'its certificate is not trusted by the browser'],
      [9, 'cannot send the stored client certificate'],
    ])('scheme %d: %s', async (scheme, reason) => {
      const { answer, log } = await connect(scheme, false);
      expect(answer).not.toContain('+MQTTCONNECTED');
      expect(log).toContain(reason);
    });
  });
});
