import type { CommandDefinition } from '#at/command';
import type { Module } from '#module/module';
import type { Spelling } from '../spelling.ts';

/** Makes a command as it is spelled. */
type Definition = (spelling: Spelling) => Pick<CommandDefinition<Module>, 'family' | 'forms'>;

/**
 * A command under the name that firmware 1.x of the ESP8266 gives it: `_CUR` holds until the next restart,
 * `_DEF` is stored. Both print what holds now [B-LEGACY-1].
 */
export function alias(define: Definition, of: string, spelling: Spelling): CommandDefinition<Module> {
  const { name, stores } = spelling;
  const { family, forms } = define(spelling);
  return {
    name,
    until: '2.2',
    replacedBy: of,
    family,
    help: `Older spelling of ${of}; ${stores ? 'stores' : 'stores nothing'}.`,
    forms: { ...(forms.query && { query: forms.query }), ...(forms.set && { set: forms.set }) },
  };
}
