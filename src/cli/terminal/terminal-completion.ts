import { type CommandRow, FORM_KINDS, FORM_SUFFIX, type Form } from '#at/command';
import { shapeOf } from '#at/response';
import { message } from '#messages/message';
import { printedLanguage, printedText } from '../language.ts';

/**
 * What can follow what is being typed: names of commands with their forms; behind a form that is whole, and behind `=`,
 * a reminder of its parameters and of what it answers.
 * @returns the candidates and the part of the line that they replace, as readline wants them
 */
export function completeCommand<C>(rows: readonly CommandRow<C>[], line: string): [string[], string] {
  const typed = line.toUpperCase();
  const forms = rows.flatMap(({ name, help, forms }) =>
    FORM_KINDS.flatMap((kind) => {
      const form = forms[kind];
      return form === undefined ? [] : [{ start: name + FORM_SUFFIX[kind], form, help }];
    }),
  );
  const candidates = forms.filter(({ start }) => start.startsWith(typed));
  const [only] = candidates.length > 0 ? candidates : forms.filter(({ start }) => isBehind(start, typed));
  const reminder = only !== undefined && typed.startsWith(only.start) ? remind(only) : [];
  if (candidates.length < 2 && reminder.length > 0) return [reminder, ''];
  return [candidates.map(({ start }) => start), line];
}

/** Whether parameters of this form are being typed. */
function isBehind(start: string, typed: string): boolean {
  return start.endsWith('=') && typed.startsWith(start);
}

/** `<LinkID>,<"topic">` and the lines of the answer; help comes last, so that readline shows all instead of typing it. */
function remind<C>({ form, help }: { readonly form: Form<C>; readonly help: string }): string[] {
  const params = form.params.map(({ type, name }) => (type === 'string' ? `<"${name}">` : `<${name}>`));
  const answers = form.responses.map((each) => printedText(message('cli.answers', { shape: shapeOf(each) })));
  const lines = [...(params.length === 0 ? [] : [params.join()]), ...answers];
  return lines.length === 0 ? [] : [...lines, printedLanguage().describe(help)];
}
