import { type Message, message } from '#messages/message';
import { escapeControls } from '#text/escape-controls';
import type { DifferingCase } from './findings.ts';
import type { CompareReport } from './report.ts';
import { shownText } from './shown-text.ts';
import { causeOf, furtherCases, likenessRows, remarksOf, seenOn, sides, summaryOf } from './tell.ts';

/** The lines of a report for a person. @param textOf gives sentences in the reader's language */
export function textReport(report: CompareReport, textOf: (said: Message) => string): readonly string[] {
  const { port, identity, findings } = report;
  return [
    textOf(message('compare.title', { port })),
    ...identity.map((line) => `  ${shownText(line)}`),
    '',
    ...summaryOf(report).map(textOf),
    '',
    textOf(message('compare.likenessHead')),
    ...likenessRows(report).map(({ name, ...counts }) =>
      textOf(message('compare.likeness', { name, ...counts })),
    ),
    ...findings.flatMap((finding, index) => {
      const [shown] = finding.cases;
      const further = furtherCases(finding);
      const count = finding.cases.length;
      return [
        '',
        textOf(message('compare.finding', { number: index + 1, cause: causeOf(finding.cause), count })),
        ...(shown === undefined
          ? []
          : [
              `   ${textOf(message('compare.case', { ...shown, step: shown.step + 1 }))}`,
              ...sidesOf(shown, textOf),
              `     ${textOf(seenOn(shown))}`,
            ]),
        ...(further === undefined ? [] : [`   ${textOf(further)}`]),
      ];
    }),
    '',
    ...remarksOf(report).map(textOf),
  ].map(escapeControls);
}

function sidesOf(one: DifferingCase, textOf: (said: Message) => string): readonly string[] {
  const rows = sides(one).map(({ label, text }) => [textOf(label), text] as const);
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(
    ([label, text]) =>
      `     ${label.padEnd(width)}  ${text === '' ? textOf(message('compare.nothing')) : text}`,
  );
}
