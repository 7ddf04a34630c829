import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandSet, resolveCommands } from '#at/command';
import { Interpreter } from '#at/interpreter';
import { number, string } from '#at/params';
import { type Reply, verbatim } from '#at/reply';
import { parseSettings } from '#module/settings/parse';

interface Context {
  readonly name: string;
  warn(): void;
}

const { defineCommand, form } = commandSet<Context>();
const text = string<Context>('text', { about: 'Any.', max: 64 });
const optional = number<Context>('number', { about: 'Any.', range: [0, 9], fallback: 7 });
const row = (name: string) =>
  defineCommand({
    name,
    family: 'test',
    help: 'Says what it was given.',
    forms: {
      execute: form({ run: (context) => verbatim(Buffer.from(`${name} by ${context.name}`)) }),
      set: form({
        params: [text, optional],
        run: (context, [bytes, value]) =>
          verbatim(Buffer.from(`${name} ${bytes.toString('hex')} ${value} by ${context.name}`)),
      }),
    },
  });
// Names that begin alike, and one that both sets have.
const SETS = [
  [row('AT+X'), row('AT+XY'), row('AT')],
  [row('AT+X'), row('AT+Z')],
].map((rows) => resolveCommands(rows, parseSettings({})));

const name = fc
  .tuple(
    fc.constantFrom('AT', 'AT+X', 'AT+XY', 'AT+Z', 'AT+', 'BT+X', 'A', ''),
    fc.array(fc.boolean(), { maxLength: 5 }),
  )
  .map(([letters, lower]) =>
    [...letters].map((letter, at) => (lower[at] === true ? letter.toLowerCase() : letter)).join(''),
  );
const rest = fc.constantFrom(
  '',
  '?',
  '=?',
  '=',
  '="a"',
  '="a,b"',
  '="a\\,b",1',
  '="",',
  '="b",9',
  '="b",99',
  '="c"x',
  '=,,',
  '="\\',
  '="a\\"b"',
);
const line = fc.record({ name, rest, set: fc.nat(1), lenient: fc.boolean(), padding: fc.nat(5) });

/** What a command said, its bytes as text. */
function said(reply: Reply | Promise<Reply>): unknown {
  return 'bytes' in reply ? reply.bytes.toString() : reply;
}

test('lines understood one after the other by shared interpreters are understood as if each had its own', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
      const shared = SETS.map((rows) =>
        [false, true].map((lenientQuotes) => new Interpreter<Context>(rows, { lenientQuotes })),
      );
      // One buffer for all, written over by each line, as a chunk of a socket may be.
      const buffer = Buffer.alloc(64);
      for (const [at, { name, rest, set, lenient, padding }] of lines.entries()) {
        const bytes = Buffer.from(name + rest);
        buffer.fill('"');
        bytes.copy(buffer, padding);
        const context = { name: `module ${at}`, warn() {} };
        const own = new Interpreter<Context>(SETS[set] ?? [], { lenientQuotes: lenient });
        const reply = shared[set]?.[Number(lenient)]?.run(buffer, padding, padding + bytes.length, context);
        expect(reply && said(reply)).toEqual(said(own.run(bytes, 0, bytes.length, context)));
      }
    }),
  );
});
