import { fileJsonSchema } from '#config/file-schema';
import { commandsPage } from './commands-page.ts';
import { errorCodesPage } from './error-codes-page.ts';
import { eventsPage } from './events-page.ts';
import { settingsPage } from './settings-page.ts';

const PAGES = 'docs/reference/';

/** All files that are made from the code, by their paths from the root of the project. */
export function generatedFiles(): Readonly<Record<string, string>> {
  return {
    [`${PAGES}commands.md`]: commandsPage(),
    [`${PAGES}error-codes.md`]: errorCodesPage(),
    [`${PAGES}settings.md`]: settingsPage(),
    [`${PAGES}events.md`]: eventsPage(),
    'schema/atmqtt.schema.json': `${JSON.stringify(fileJsonSchema(), undefined, 2)}\n`,
  };
}
