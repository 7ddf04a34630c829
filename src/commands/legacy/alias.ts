import type { CommandRow } from '#at/command';
import type { Module } from '#module/module';
import type { Spelling } from '../spelling.ts';

/** Makes the row of a command as it is spelled. */
type Definition = (spelling: Spelling) => CommandRow<Module>;

/**
 * A command under the name that firmware 1.x of the ESP8266 gives it: `_CUR` holds until the next restart,
 * `_DEF` is stored. Both print what holds now.
 */
export function alias(define: Definition, of: string, spelling: Spelling): CommandRow<Module> {
  const { query, set } = define(spelling).forms;
  const { name, stores } = spelling;
  return {
    name,
    family: define(spelling).family,
    help: `Older spelling of ${of}; ${stores ? 'stores' : 'stores nothing'}.`,
    forms: { ...(query && { query }), ...(set && { set }) },
  };
}
