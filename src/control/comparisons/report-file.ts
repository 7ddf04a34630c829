import { correctionsOf } from '#compare/corrections';
import { htmlReport } from '#compare/html-report';
import { jsonReport } from '#compare/json-report';
import { textReport } from '#compare/text-report';
import type { Language } from '#messages/language';
import type { Found } from './comparer.ts';

/** A report in one of its forms. */
interface ReportFile {
  readonly name: string;
  readonly type: string;
  readonly content: string;
}

/** What was found, as a file. */
export function reportFile(
  { report, comparison }: Found,
  format: 'text' | 'json' | 'html' | 'corrections',
  language: Language,
): ReportFile {
  const name = `atmqtt-comparison-${new Date(report.startedAt).toISOString().replace(/\..*/, '').replaceAll(/[:-]/g, '')}`;
  switch (format) {
    case 'text': {
      const content = `${textReport(report, language.textOf).join('\n')}\n`;
      return { name: `${name}.txt`, type: 'text/plain; charset=utf-8', content };
    }
    case 'json':
      return {
        ...{ name: `${name}.json`, type: 'application/json; charset=utf-8' },
        content: `${JSON.stringify(jsonReport(report))}\n`,
      };
    case 'html':
      return {
        ...{ name: `${name}.html`, type: 'text/html; charset=utf-8' },
        content: htmlReport(report, language),
      };
    case 'corrections':
      return {
        ...{ name: `${name}.ndjson`, type: 'application/x-ndjson' },
        content: correctionsOf(report, comparison.played, comparison.portKind),
      };
  }
}
