import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { needs } from '../../support/needs.ts';
import { folder, readyFile } from '../program.ts';
import { useBrowser } from './page.ts';
import { playStory } from './story.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** Where pictures go that are to be kept: `npm run pictures` says so. */
const PICTURES = process.env['ATMQTT_PICTURES'];
/** Bytes of a picture; more would make every clone heavy. */
const MAX_PICTURE_BYTES = 70_000;

/** A checkout as git has it, with what `npm ci` installs. */
function checkOut(copy: string): void {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { stdout } = spawnSync('git', list, { cwd: ROOT, encoding: 'utf8' });
  for (const path of stdout.split('\0').filter((each) => each !== ''))
    cpSync(join(ROOT, path), join(copy, path));
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
}

/** `npm start`, at free ports; what it prints first is where the page is. */
async function npmStart(copy: string): Promise<{ url: string; token: string; broker: URL }> {
  const file = join(folder(), 'ready.json');
  const own = [
    '--web',
    '127.0.0.1:0',
    '--broker',
    '127.0.0.1:0',
    '--port',
    'tcp-listen:0',
    '--ready-file',
    file,
  ];
  const child = spawn('npm', ['start', '--', ...own], { cwd: copy, detached: true });
  const closed = once(child, 'close');
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      printed += chunk;
    });
  onTestFinished(async () => {
    // npm and what it has started are a group of their own.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid);
    await closed;
  });
  await Promise.race([printedAddress(() => printed), closed]);
  const address = /http:\/\/\S+#token=\S+/.exec(printed)?.[0];
  if (address === undefined) throw new Error(printed);
  const { broker } = (await readyFile(file)) as { broker: { urls: [string] } };
  const { origin, hash } = new URL(address);
  return { url: origin, token: hash.replace('#token=', ''), broker: new URL(broker.urls[0]) };
}

async function printedAddress(printed: () => string): Promise<void> {
  while (!/#token=\S+\s/.test(printed())) await new Promise((resolve) => setTimeout(resolve, 50));
}

describe('the first hour of a newcomer', needs('git', 'chromium'), () => {
  const browser = useBrowser();
  let copy: string;
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'atmqtt-story-'));
    checkOut(copy);
  });
  afterAll(() => rmSync(copy, { recursive: true }));

  // The second start finds built what the first has built.
  test.each([
    ['English', 'en'],
    ['Chinese', 'zh'],
  ] as const)(
    'from npm start to the message in the tree, in %s',
    { timeout: 240_000 },
    async (_name, language) => {
      const begun = performance.now();
      const times: string[] = [];
      const step = (name: string): void => {
        times.push(`${name} ${((performance.now() - begun) / 1000).toFixed(1)} s`);
      };
      const { broker, ...run } = await npmStart(copy);
      step('npm start');
      const page = await browser.open(run, { language: language === 'zh' ? 'zh-CN' : 'en' });
      await page.setViewportSize({ width: 1180, height: 560 });
      const into = PICTURES ?? folder();
      mkdirSync(into, { recursive: true });
      const pictures: string[] = [];
      const picture = async (name: string): Promise<void> => {
        const path = join(into, language === 'en' ? `${name}.webp` : `${name}.zh-CN.webp`);
        // A third of what PNG takes.
        const session = await page.context().newCDPSession(page);
        const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 75 });
        writeFileSync(path, data, 'base64');
        pictures.push(path);
      };
      await playStory(
        page,
        language,
        { host: broker.hostname, port: Number(broker.port) },
        { step, picture },
      );
      // For the record: no test asserts a time.
      process.stdout.write(`${language}: ${times.join(', ')}\n`);
      expect(pictures).toHaveLength(2);
      for (const path of pictures) {
        expect(readFileSync(path).subarray(8, 12).toString()).toBe('WEBP');
        expect(statSync(path).size).toBeLessThan(MAX_PICTURE_BYTES);
      }
    },
  );
});
