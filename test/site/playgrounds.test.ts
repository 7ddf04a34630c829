import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createModule, createPageBroker } from '#browser/index';
import { readSite, twinOf } from '../../site/source/pages.ts';
import { linesToTry, pagesWithPlayground } from '../../site/source/playgrounds.ts';

const site = readSite(join(import.meta.dirname, '../..'));

/** How many of the lines are wrong on purpose. */
const MISTAKES: Readonly<Record<string, number>> = {
  'README.md': 1,
  'docs/guides/first-session.md': 1,
  'docs/reference/error-codes.md': 3,
};

/** Types lines at a module and a broker as the page does, and gives all that came back. */
async function typed(lines: readonly string[]): Promise<string> {
  let output = '';
  const module = createModule({ broker: createPageBroker() });
  const host = module.attach({
    output: (_bytes, text) => {
      output += text;
    },
  });
  module.powerOn();
  for (const line of lines) {
    host.write(module.dataRemaining > 0 ? line : `${line}\r\n`);
    await settled();
  }
  host.close();
  module.powerOff();
  return output;
}

/** When nothing is under way between module and broker. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe.each(pagesWithPlayground(site).map((page) => [page.source, page] as const))(
  'the playground beside %s',
  (source, page) => {
    const lines = linesToTry(site, page) ?? [];

    test('goes as its page says', async () => {
      const output = await typed(lines);
      expect(lines.length).toBeGreaterThan(3);
      expect(output.match(/\r\nERROR\r\n/g)?.length ?? 0).toBe(MISTAKES[source] ?? 0);
      expect(output).toContain('+MQTTCONNECTED:0,');
      expect(output).not.toContain('busy p...');
    });

    test('is the same in Chinese', () => {
      const twin = twinOf(site, page);
      if (twin !== undefined) expect(linesToTry(site, twin)).toEqual(lines);
    });
  },
);

test('a page has the lines that its sessions send, with the data', () => {
  const [start] = pagesWithPlayground(site);
  expect(start && linesToTry(site, start)?.slice(3, 7)).toEqual([
    'AT+MQTTPUB=0,"garden/door","open",1,0',
    'AT+MQTTPUBRAW=0,"garden/photo",5,0,0',
    'hello',
    'AT+SYSLOG=1',
  ]);
});
