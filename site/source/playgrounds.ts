import { sectionsOf } from '../../tools/docs/read-markdown.ts';
import { type Page, pageOf, type Site, twinOf } from './pages.ts';

/** What is to be tried beside a page: what its own sessions show below some headings, or lines for what it tells in general. */
type Playground =
  | { readonly below: readonly string[]; readonly connected?: true }
  | { readonly lines: readonly string[] };

const CONNECT = [
  'AT+MQTTUSERCFG=0,1,"desk","","",0,0,""',
  'AT+MQTTCONN=0,"broker.example",1883,0',
  'AT+MQTTSUB=0,"#",1',
];

/** By the English page; its twin has the same. */
const PLAYGROUNDS: Readonly<Record<string, Playground>> = {
  'README.md': { below: ['First session'] },
  'docs/guides/first-session.md': { below: ['The first commands', 'A mistake'] },
  'docs/guides/escape.md': { below: ['Write an AT command into a program'], connected: true },
  'docs/reference/commands.md': { lines: ['AT+GMR', 'AT+CMD?', ...CONNECT, 'AT+MQTTCONN?', 'AT+MQTTSUB?'] },
  'docs/reference/urcs.md': {
    lines: [...CONNECT, 'AT+MQTTPUB=0,"garden/door","open",1,0', 'AT+CWQAP', 'AT+CWJAP="lab","12345678"'],
  },
  'docs/reference/error-codes.md': {
    lines: [
      'AT+SYSLOG=1',
      'AT+MQTTPUB=0,"garden/door","open",1,0',
      'AT+MQTTUSERCFG=0,11,"desk","","",0,0,""',
      ...CONNECT,
      'AT+MQTTPUB=0,"garden/door","{"a":1,"b":2}",0,0',
    ],
  },
};

/** The lines to try beside a page; undefined for a page without a playground. */
export function linesToTry(site: Site, page: Page): readonly string[] | undefined {
  const english = page.language === 'en' ? page : twinOf(site, page);
  const playground = english && PLAYGROUNDS[english.source];
  if (playground === undefined) return undefined;
  if ('lines' in playground) return playground.lines;
  const blocks = sectionsOf(english?.markdown ?? '').flatMap((section) =>
    playground.below.includes(section.heading) ? section.blocks : [],
  );
  return [...(playground.connected ? CONNECT : []), ...blocks.flatMap(linesIn)];
}

/** The pages that have a playground. */
export function pagesWithPlayground(site: Site): Page[] {
  return Object.keys(PLAYGROUNDS).map((source) => {
    const page = pageOf(site, source);
    if (page === undefined) throw new Error(`${source} has a playground, and there is no such page`);
    return page;
  });
}

/** What a host sends in a session: its commands, and what it types at a prompt. */
function linesIn(block: string): string[] {
  const [fence = '', ...lines] = block.split('\n');
  // A block in a list is indented as its item is.
  const margin = fence.search(/\S/);
  if (/\w/.test(fence)) return [];
  return lines
    .map((line) => line.slice(margin))
    .flatMap((line) => (/^AT(?:$|[+E])/.test(line) ? [line] : (/^>(.+)/.exec(line)?.slice(1) ?? [])));
}
