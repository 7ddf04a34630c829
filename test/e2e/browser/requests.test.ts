import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { dialHost } from '../../support/hosts.ts';
import { needs } from '../../support/needs.ts';
import { programPath } from '../../support/programs.ts';
import { folder, readyFile, start } from '../program.ts';
import { BROWSER_ARGUMENTS } from './arguments.ts';

const STARTING_MS = 60_000;
const COMMANDS = 'AT+CWMODE=3\r\nAT+CWMODE=3\r\n';

describe('a page of this machine that gives AT commands [B-HOST-4]', needs('chromium'), () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: programPath('chromium'), args: BROWSER_ARGUMENTS });
  }, STARTING_MS);

  afterAll(() => browser?.close());

  /** A page that is served by another port of this machine. */
  async function page(): Promise<Page> {
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>page</title>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const opened = await browser.newPage();
    onTestFinished(() => opened.close());
    await opened.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return opened;
  }

  test.each(['tcp-listen', 'rfc2217-listen'])(
    '%s closes its connections, and nothing is executed',
    async (kind) => {
      const file = `${folder()}/ready.json`;
      const program = start(['run', '--port', `${kind}:0`, '--ready-file', file]);
      const ready = (await readyFile(file)) as unknown as { modules: { ports: { port: number }[] }[] };
      const port = ready.modules[0]?.ports[0]?.port ?? 0;
      const open = await page();
      const outcomes = await open.evaluate(
        async ({ port, body }) => {
          const url = `http://127.0.0.1:${port}/`;
          const failed = (request: Promise<unknown>) => request.then(() => 'answered').catch(() => 'failed');
          const plain = { mode: 'no-cors', headers: { 'content-type': 'text/plain' } } as const;
          return [
            await failed(fetch(url, { method: 'POST', body, ...plain })),
            await failed(fetch(`${url}?${'x'.repeat(5000)}`, { method: 'POST', body, ...plain })),
            await failed(fetch(url, { method: 'AT', body, mode: 'cors' })),
            await failed(fetch(url.replace('http', 'https'), { method: 'POST', body, ...plain })),
            await new Promise((resolve) => {
              const socket = new WebSocket(url.replace('http', 'ws'));
              socket.onclose = () => resolve('failed');
              socket.onopen = () => resolve('answered');
            }),
          ];
        },
        { port, body: COMMANDS },
      );
      expect(outcomes).toEqual(['failed', 'failed', 'failed', 'failed', 'failed']);
      expect(program.stderr()).toMatch(
        /was disconnected and nothing it sent was executed: instead of AT commands it sent an HTTP request/,
      );
      expect(program.stderr()).toMatch(/instead of AT commands it sent a TLS handshake/);
      const host = await dialHost(port);
      expect(await host.command('AT+CWMODE?')).toContain('+CWMODE:1\r\n');
    },
  );
});
