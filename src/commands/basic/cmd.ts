import type { FORM_KINDS } from '#at/command';
import { okWith } from '#at/reply';
import { defineCommand, form } from '../define.ts';

/** The order in which a line names the forms. */
const ORDER = ['test', 'query', 'set', 'execute'] as const satisfies readonly (typeof FORM_KINDS)[number][];

export const cmd = defineCommand({
  name: 'AT+CMD',
  family: 'basic',
  help: 'Lists the commands and which forms each has: test, query, set, execute.',
  forms: {
    query: form({
      run: (module) =>
        okWith(
          ...module.commands.map(({ name, forms }, index) => {
            const flags = ORDER.map((kind) => (forms[kind] === undefined ? 0 : 1));
            return `+CMD:${index},"${name}",${flags.join(',')}`;
          }),
        ),
    }),
  },
});
