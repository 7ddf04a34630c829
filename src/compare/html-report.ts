import type { Language } from '#messages/language';
import { type Message, message } from '#messages/message';
import { escapeControls } from '#text/escape-controls';
import type { DifferingCase, Finding } from './findings.ts';
import type { CompareReport } from './report.ts';
import { shownText } from './shown-text.ts';
import { causeOf, likenessRows, remarksOf, seenOn, sides, summaryOf } from './tell.ts';

/** Cases of a finding that are shown whole; of the others the names. */
const SHOWN_CASES = 50;

const STYLE = `
:root { color-scheme: light dark; --line: #8885; --mark: #fd08; --soft: #8881; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
table { border-collapse: collapse; } td, th { text-align: left; padding: .2rem .8rem .2rem 0; vertical-align: top; font-weight: normal; }
th[scope=col] { font-weight: bold; } td.number { text-align: right; font-variant-numeric: tabular-nums; }
code { font: .9rem/1.4 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; direction: ltr; unicode-bidi: isolate-override; }
mark { background: var(--mark); color: inherit; }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .6rem 0; padding: .4rem .8rem; }
summary { cursor: pointer; font-weight: bold; overflow-wrap: anywhere; }
article { border-top: 1px solid var(--line); padding: .5rem 0; } article h3 { font-size: 1rem; margin: 0; }
meter { width: 10rem; } .soft { opacity: .75; }
`.trim();

/** A report as a page that needs nothing else: no script, nothing from a network. */
export function htmlReport(report: CompareReport, language: Language): string {
  const say = (said: Message): string => escapeHtml(language.textOf(said));
  const { port, identity, startedAt, program, findings } = report;
  const title = say(message('compare.title', { port }));
  const findingsHtml = findings.map((finding, index) => findingHtml(finding, index + 1, say)).join('\n');
  return `<!DOCTYPE html>
<html lang="${language.code === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${title}</h1>
${paragraphs(summaryOf(report).map(say))}
<p><code>${identity.map((line) => escapeHtml(shownText(line))).join('<br>')}</code></p>
<p class="soft">${say(message('compare.madeBy', { program, startedAt }))}</p>
<h2>${say(message('compare.likenessHead'))}</h2>
<table>
<tr><th scope="col"></th><th scope="col">${say(message('compare.same'))}</th><th scope="col">${say(message('compare.differ'))}</th><th></th></tr>
${likenessRows(report)
  .map(
    ({ name, same, differ }) =>
      `<tr><th scope="row">${say(name)}</th><td class="number">${same}</td><td class="number">${differ}</td>` +
      `<td><meter value="${same}" max="${Math.max(1, same + differ)}"></meter></td></tr>`,
  )
  .join('\n')}
</table>
${findings.length === 0 ? '' : `<h2>${say(message('compare.findingsHead'))}</h2>`}
${findingsHtml}
<h2>${say(message('compare.remarksHead'))}</h2>
${paragraphs(remarksOf(report).map(say))}
</body>
</html>
`;
}

function findingHtml({ cause, cases }: Finding, number: number, say: (said: Message) => string): string {
  const head = say(message('compare.finding', { number, cause: causeOf(cause), count: cases.length }));
  const rest = cases.slice(SHOWN_CASES).map(({ id }) => id);
  return `<details${number === 1 ? ' open' : ''}>
<summary>${head}</summary>
${cases
  .slice(0, SHOWN_CASES)
  .map((one) => caseHtml(one, say))
  .join('\n')}
${rest.length === 0 ? '' : `<p>${say(message('compare.moreCases', { ids: rest }))}</p>`}
</details>`;
}

function caseHtml(one: DifferingCase, say: (said: Message) => string): string {
  const { id, step, about } = one;
  const [from, mineEnd, theirsEnd] = differingPart(shownText(one.ours), shownText(one.came));
  const rows = sides(one).map(({ what, label, text }) => {
    const end = what === 'ours' ? mineEnd : what === 'came' ? theirsEnd : 0;
    const shown =
      text === '' ? `<span class="soft">${say(message('compare.nothing'))}</span>` : marked(text, from, end);
    return `<tr><th scope="row">${say(label)}</th><td><code>${shown}</code></td></tr>`;
  });
  return `<article><h3>${say(message('compare.case', { id, step: step + 1, about }))}</h3>
<table>${rows.join('')}</table><p class="soft">${say(seenOn(one))}</p></article>`;
}

/** Where two texts begin to differ, and where that ends in each. */
function differingPart(mine: string, theirs: string): readonly [number, number, number] {
  let from = 0;
  while (from < mine.length && from < theirs.length && mine[from] === theirs[from]) from++;
  let back = 0;
  const shorter = Math.min(mine.length, theirs.length) - from;
  while (back < shorter && mine.at(-1 - back) === theirs.at(-1 - back)) back++;
  return [from, mine.length - back, theirs.length - back];
}

function marked(text: string, from: number, end: number): string {
  if (end <= from) return escapeHtml(text);
  return `${escapeHtml(text.slice(0, from))}<mark>${escapeHtml(text.slice(from, end))}</mark>${escapeHtml(text.slice(end))}`;
}

const paragraphs = (texts: readonly string[]): string => texts.map((text) => `<p>${text}</p>`).join('\n');

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return escapeControls(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
