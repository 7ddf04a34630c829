import { type Message, message } from '#messages/message';
import { escapeControls } from '#text/escape-controls';
import type { CompareReport } from './report.ts';
import { shownText } from './shown-text.ts';
import { causeOf, furtherCases, likenessRows, remarksOf, seenOn, sides, summaryOf } from './tell.ts';

/** The lines of a report for a person. @param textOf gives sentences in the reader's language */
export function textReport(report: CompareReport, textOf: (said: Message) => string): readonly string[] {
  const { port, identity, findings } = report;
  const nothing = textOf(message('compare.nothing'));
  const width = Math.max(
    ...['sent', 'ours', 'came', 'manual'].map((key) => textOf(message(`compare.${key as 'sent'}`)).length),
  );
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
              ...sides(shown).map(
                ({ label, text }) => `     ${textOf(label).padEnd(width)}  ${text === '' ? nothing : text}`,
              ),
              `     ${textOf(seenOn(shown))}`,
            ]),
        ...(further === undefined ? [] : [`   ${textOf(further)}`]),
      ];
    }),
    '',
    ...remarksOf(report).map(textOf),
  ].map(escapeControls);
}
