import { createServer } from 'node:http';
import { chromium } from 'playwright-core';
import { later } from './cleanup.js';

/** What keeps the browser from looking for hosts of its maker. */
const ARGUMENTS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** Debian's Chromium, until the benchmark ends. */
export async function startBrowser() {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGUMENTS });
  later(() => void browser.close());
  return browser;
}

/**
 * Opens a page in a browser that knows nothing of it.
 * @param {import('playwright-core').Browser} browser
 * @param {string} address
 * @param {string} usable the selector of what stands there once it can be used
 * @returns seconds until then, the bytes that were sent for it, and what closes it
 */
export async function openPage(browser, address, usable) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await session.send('Network.enable');
  const began = performance.now();
  await page.goto(address);
  await page.waitForSelector(usable);
  return { seconds: (performance.now() - began) / 1000, bytes, close: () => context.close() };
}

/** A page with a heading and nothing else. @returns {Promise<string>} where it is */
export async function startEmptyPage() {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(request.url === '/' ? '<!doctype html><title>empty</title><h1>empty</h1>' : '');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  later(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}/`;
}
