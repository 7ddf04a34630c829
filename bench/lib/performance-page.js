import { readFileSync, writeFileSync } from 'node:fs';
import { markdownRows } from './report.js';

/** @import { About, Findings } from './comparison.js' */

const PAGE = new URL('../../docs/performance.md', import.meta.url).pathname;
const BEGIN = '<!-- figures: written by npm run bench -- --pictures -->';
const END = '<!-- end of the figures -->';

/**
 * Puts the figures of a run into the page, between its two marks.
 * @param {readonly (About & Findings)[]} all
 */
export function writeFigures(all) {
  const page = readFileSync(PAGE, 'utf8');
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END);
  if (from === -1 || to < from) throw new Error(`${PAGE} lacks the marks between which the figures go.`);
  const figures = [BEGIN, '', ...figuresOf(all), '', ''].join('\n');
  writeFileSync(PAGE, page.slice(0, from) + figures + page.slice(to));
}

/** @param {readonly (About & Findings)[]} all */
function figuresOf(all) {
  const [first] = all;
  if (first === undefined) return [];
  const { processor, cores, node, mosquitto } = first.machine;
  const day = first.when.slice(0, 10);
  const short = all.some((each) => each.short) ? ' Some of it is from a short run.' : '';
  return [
    `Measured on ${day}: ${cores} cores (${processor}), Node ${node}, Mosquitto ${mosquitto}.${short}`,
    '',
    '| what | atmqtt | against | | ratio | target | |',
    '| --- | ---: | ---: | --- | ---: | ---: | --- |',
    // Curves are shown by their pictures.
    ...all
      .filter(({ name }) => name !== 'curves')
      .flatMap((each) => [`| **${each.title}** | | | | | | |`, ...markdownRows(each.rows)]),
  ];
}
