/**
 * The page of `run --web`: what it takes to open it, beside an empty page in the same browser; and how fast a module publishes while one
 * is open, beside the same module with nobody looking on.
 */
import { openPage, startBrowser, startEmptyPage } from './lib/browser.js';
import { comparison } from './lib/comparison.js';
import { startMosquitto } from './lib/mosquitto.js';
import { startConnected } from './lib/program.js';
import { publishLines } from './lib/publishing.js';
import { inTurn, median, ratioOf } from './lib/statistics.js';

const TARGET = 0.9;
/** What shows that the page has all that it shows at first. */
const USABLE = '.connection.connected';

await comparison('page', 'The page of a run', async ({ short }) => {
  const browser = await startBrowser();
  const load = { messages: short ? 20_000 : 100_000, topic: 'bench/page', payload: 'a payload of 22 bytes.' };
  const broker = await startMosquitto();
  const { host, page: address = '' } = await startConnected(broker.port, ['--web', '127.0.0.1:0']);
  const emptyAddress = await startEmptyPage();
  const opened = await inTurn(short ? 3 : 9, {
    page: () => openAndClose(browser, address, USABLE),
    empty: () => openAndClose(browser, emptyAddress, 'h1'),
  });
  const rounds = await inTurn(short ? 3 : 9, {
    closed: () => publishLines(host, load),
    open: async () => {
      const { close } = await openPage(browser, address, USABLE);
      const took = await publishLines(host, load);
      await close();
      return took;
    },
  });
  const processed = (/** @type {keyof typeof rounds} */ who) => rounds[who].map((took) => took.processed);
  const rate = (/** @type {keyof typeof rounds} */ who) => load.messages / median(processed(who));
  const seconds = (/** @type {keyof typeof opened} */ which) => opened[which].map((each) => each.seconds);
  const kibibytes = median(opened.page.map(({ bytes }) => bytes)) / 1024;
  return {
    rows: [
      {
        ...{ what: 'published while a page is open', unit: 'messages/s', better: 'more', target: TARGET },
        ...{ ours: rate('open'), against: 'nobody looking on', theirs: rate('closed') },
        ratio: ratioOf(processed('closed'), processed('open')),
      },
      {
        ...{ what: 'until the page can be used', unit: 's', better: 'less', against: 'an empty page' },
        ...{ ours: median(seconds('page')), theirs: median(seconds('empty')) },
        ratio: ratioOf(seconds('page'), seconds('empty')),
      },
      { what: 'sent for it', unit: 'KiB', ours: kibibytes, better: 'less' },
    ],
    raw: { load, rounds },
  };
});

/** @param {Parameters<typeof openPage>} what */
async function openAndClose(...what) {
  const { close, ...took } = await openPage(...what);
  await close();
  return took;
}
