import { readFileSync } from 'node:fs';
import { fileJsonSchema } from '#config/file-schema';
import { recordingJsonSchema } from '#recording/format';
import { scenarioJsonSchema } from '#scenario/schema';
import { layersInMarkdown } from '../layers/picture.js';
import { readRules } from '../layers/rules.js';
import { withPart } from '../marked-part.js';
import { apiReports } from './api-reports.ts';
import { commandLinePage } from './command-line-page.ts';
import { commandsPage } from './commands-page.ts';
import { compatPage } from './compat-page.ts';
import { controlDocument, controlPage } from './control-page.ts';
import { coveragePage } from './coverage-page.ts';
import { errorCodesPage } from './error-codes-page.ts';
import { eventsPage } from './events-page.ts';
import { faultsPage } from './faults-page.ts';
import { messagesPage } from './messages-page.ts';
import { recordingPage } from './recording-page.ts';
import { scenarioPages } from './scenario-pages.ts';
import { settingsPage } from './settings-page.ts';
import { urcsPage } from './urcs-page.ts';

const root = new URL('../../', import.meta.url);

/** All files that are made from the code, wholly or in part, by their paths from the root of the repository. */
export async function generatedFiles(): Promise<Readonly<Record<string, string>>> {
  const control = await controlDocument();
  return {
    'docs/reference/command-line.md': commandLinePage(),
    'docs/reference/commands.md': commandsPage(),
    'docs/reference/compat.md': compatPage(),
    'docs/reference/control.md': controlPage(control),
    'docs/reference/coverage.md': coveragePage(),
    'docs/reference/error-codes.md': errorCodesPage(),
    'docs/reference/events.md': eventsPage(),
    'docs/reference/faults.md': faultsPage(),
    'docs/reference/messages.md': messagesPage('en'),
    'docs/reference/recording.md': recordingPage(),
    'docs/reference/settings.md': settingsPage(),
    'docs/reference/urcs.md': urcsPage(),
    'docs/zh-CN/messages.md': messagesPage('zh'),
    'docs/architecture.md': architecturePage(),
    ...scenarioPages(),
    ...apiReports(),
    'schema/control-openapi.json': `${JSON.stringify(control, undefined, 2)}\n`,
    'schema/recording.schema.json': `${JSON.stringify(recordingJsonSchema(), undefined, 2)}\n`,
    'schema/scenario.schema.json': `${JSON.stringify(scenarioJsonSchema(), undefined, 2)}\n`,
    'schema/atmqtt.schema.json': `${JSON.stringify(fileJsonSchema(), undefined, 2)}\n`,
  };
}

/** The page as it stands, with the picture of the layers made anew. */
function architecturePage(): string {
  const page = readFileSync(new URL('docs/architecture.md', root), 'utf8');
  return withPart(page, 'layers', layersInMarkdown(readRules(new URL('layers.json', root))));
}
