import { message, textOf } from '#messages/message';
import { COMPAT_RULES } from '#module/compat';
import { page, table, tableRow } from './markdown.ts';

const INTRO = `What passes here and would not on a genuine module of the same firmware. Each is told while the host talks: once in the
log (\`compat\`), as an event of \`--json\`, in a suite of its own in the report of \`--junit\`, and once more at the end of
the run, with how often it came. \`--strict\` makes the run end with exit code 1 for it, \`--strict=RULE,RULE\` for some rules
only, and \`--allow-compat RULE\` leaves one out. With \`--set follow=module\` the module does as a genuine one does where
the two differ, and the firmware sees for itself.`;

/** Every rule by which a module is kinder than a genuine one, and what to change in the firmware. */
export function compatPage(): string {
  const rows = COMPAT_RULES.map((rule) =>
    tableRow([`\`${rule}\``, textOf(message(`compat.${rule}`)), textOf(message(`compatAdvice.${rule}`))]),
  );
  return page('Compat', INTRO, table(['rule', 'what happened', 'what to change'], rows));
}
