import { describe, expect, test } from 'vitest';
import { type CommandRow, FORM_KINDS, type Form, formName } from '#at/command';
import { isFailure, type Reply } from '#at/reply';
import { type Response, shapeOf } from '#at/response';
import { URCS, type Urc } from '#at/urc';
import { commandsFor } from '#commands/index';
import type { Module } from '#module/module';
import type { Settings } from '#module/settings/settings';
import { attachMemory } from './attach.ts';
import { CasePlayer } from './case-player.ts';
import { loadTranscripts, parseTranscript } from './transcript.ts';

/** Responses that no command writes itself. */
const URC_SHAPES = new Set(Object.values<Urc>(URCS).map(shapeOf));

/** What the transcripts have no need to show. */
const MORE = parseTranscript(
  'more',
  `== a failed AT+CWJAP without parameters, and AT+CWJAP_CUR? without an access point
> AT+CWMODE=2⏎AT+CWJAP⏎AT+CWJAP_CUR?⏎
< ⏎OK⏎WIFI DISCONNECT⏎+CWJAP:4⏎ERR CODE:0x010a0004⏎⏎ERROR⏎⏎OK⏎`,
);

/** Forms and lines that no row announces. */
const unannounced: string[] = [];
const shown = new Set<string>();
const announced: string[] = [];

/** The same commands, whose answers are held against what their rows announce. */
const watched = new Map<readonly CommandRow<Module>[], readonly CommandRow<Module>[]>();
function watchedFor(settings: Settings) {
  const rows = commandsFor(settings);
  const made = watched.get(rows) ?? Object.assign(rows.map(watchRow), { absent: rows.absent });
  watched.set(rows, made);
  return made;
}

function watchRow(row: CommandRow<Module>): CommandRow<Module> {
  const forms = FORM_KINDS.flatMap((kind) => {
    const form = row.forms[kind];
    return form === undefined ? [] : [[kind, watch(formName(row.name, kind), form)] as const];
  });
  return { ...row, forms: Object.fromEntries(forms) };
}

function watch(name: string, form: Form<Module>): Form<Module> {
  const responses = form.responses.map((response) => ({ id: `${name} ${shapeOf(response)}`, response }));
  announced.push(
    ...responses.filter(({ response }) => !URC_SHAPES.has(shapeOf(response))).map(({ id }) => id),
  );
  const any = responses.map(({ response }) => patternOf(response)).join('|');
  const whole = new RegExp(`^(\r\n)?((${any})\r\n)*((\r\n)?OK\r\n)?$`, 's');

  function check(bytes: Uint8Array | undefined): void {
    const text = Buffer.from(bytes ?? '').toString('latin1');
    if (!whole.test(text)) unannounced.push(`${name}: ${JSON.stringify(text)}`);
    for (const { id, response } of responses) {
      if (new RegExp(`(^|\r\n)${patternOf(response)}\r\n`, 's').test(text)) shown.add(id);
    }
  }

  function look(reply: Reply): Reply {
    if (isFailure(reply)) {
      for (const line of reply.before) check(Buffer.concat([line, Buffer.from('\r\n')]));
      check(reply.instead);
      return reply;
    }
    if (!('data' in reply)) {
      check(reply.bytes);
      return reply;
    }
    const { data } = reply;
    const later = (answer: Reply | Promise<Reply>) =>
      answer instanceof Promise ? answer.then(look) : look(answer);
    return { data: { ...data, complete: (bytes) => later(data.complete(bytes)) } };
  }

  return {
    ...form,
    run(module, values) {
      const reply = form.run(module, values);
      return reply instanceof Promise ? reply.then(look) : look(reply);
    },
  };
}

/** A regular expression for the lines of a response, one character a byte. */
function patternOf({ parts }: Response): string {
  return parts.map((part) => (typeof part === 'string' ? escaped(part) : part.pattern)).join('');
}

function escaped(text: string): string {
  return Buffer.from(text)
    .toString('latin1')
    .replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

describe('the commands answer with what their rows announce', () => {
  test.each([...loadTranscripts(), ...MORE].map((each) => [`${each.file}: ${each.title}`, each] as const))(
    '%s',
    async (_title, each) => {
      unannounced.length = 0;
      await new CasePlayer(each, attachMemory, watchedFor).play();
      expect(unannounced).toEqual([]);
    },
  );
});

test.each(Object.values<Urc>(URCS).map((urc) => [shapeOf(urc), urc] as const))(
  'a transcript shows %s',
  (_shape, urc) => {
    const line = new RegExp(`(^|⏎)${patternOf(urc)}⏎`);
    const said = loadTranscripts().flatMap(({ directions }) =>
      directions.filter(({ verb }) => verb.startsWith('<')),
    );
    expect(said.some(({ text }) => line.test(text))).toBe(true);
  },
);

// Below the transcripts, because it looks back on them.
test('every response that a row announces was seen', () => {
  expect(announced.filter((id) => !shown.has(id))).toEqual([]);
});
