import type { CommandRow, Form } from '#at/command';
import { isFailure, type Reply } from '#at/reply';
import type { Module } from '#module/module';

interface Renaming {
  /** Whether what is set is stored, unless `AT+SYSSTORE=0` forbids it. */
  readonly stores: boolean;
}

/**
 * A command under the name that firmware 1.x of the ESP8266 gives it: `_CUR` holds until the next restart,
 * `_DEF` is stored. Both print what holds now. It is for commands that answer at once.
 * Failures keep their lines: genuine firmware prints `+CWJAP:3` for `AT+CWJAP_CUR` too.
 */
export function renamed(row: CommandRow<Module>, name: string, { stores }: Renaming): CommandRow<Module> {
  const { query, set } = row.forms;
  return {
    name,
    family: row.family,
    help: `Older spelling of ${row.name}; ${stores ? 'stores' : 'stores nothing'}.`,
    forms: {
      ...(query === undefined ? {} : { query: printing(query, row.name, name) }),
      ...(set === undefined ? {} : { set: stores ? set : unstored(set) }),
    },
  };
}

/** Prints the other name at the beginning of each line. */
function printing(form: Form<Module>, from: string, to: string): Form<Module> {
  const [printed, wanted] = [from, to].map((name) => `${name.slice('AT'.length)}:`) as [string, string];
  const respell = (line: string) => (line.startsWith(printed) ? wanted + line.slice(printed.length) : line);
  return {
    ...form,
    run(module, values) {
      const reply = atOnce(form.run(module, values));
      if (isFailure(reply) || 'data' in reply) return reply;
      // One character a byte, so that any byte of a name comes out as it went in.
      const lines = reply.bytes.toString('latin1').split('\r\n');
      return { ...reply, bytes: Buffer.from(lines.map(respell).join('\r\n'), 'latin1') };
    },
  };
}

/** Runs as after `AT+SYSSTORE=0`. */
function unstored(form: Form<Module>): Form<Module> {
  return {
    ...form,
    run(module, values) {
      const storing = module.storing;
      module.storing = false;
      try {
        return atOnce(form.run(module, values));
      } finally {
        module.storing = storing;
      }
    },
  };
}

function atOnce(reply: Reply | Promise<Reply>): Reply {
  if (reply instanceof Promise) throw new Error('Only a command that answers at once can be renamed.');
  return reply;
}
