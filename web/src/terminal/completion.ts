import type { CommandSet, FormKind } from './commands.ts';

/** A line that may be meant. */
export interface Candidate {
  /** What stands there when it is taken: `AT+MQTTCONN=`. */
  readonly text: string;
  readonly help: string;
}

/** What stands behind the name in each form, in the order in which they are offered. */
const SIGNS: readonly [FormKind, string][] = [
  ['set', '='],
  ['query', '?'],
  ['execute', ''],
  ['test', '=?'],
];

/** Commands that go on from what is typed; those that have it elsewhere in their name behind them. None once a form is chosen. */
export function candidatesFor({ commands }: CommandSet, typed: string): Candidate[] {
  const text = typed.trim().toUpperCase();
  if (text === '' || /[=?]/.test(text)) return [];
  const forms = commands
    .filter(({ retired }) => !retired)
    .flatMap(({ name, help, forms: has }) =>
      SIGNS.filter(([kind]) => has.some((form) => form.kind === kind)).map(([, sign]) => ({
        text: name + sign,
        help,
      })),
    );
  const begins = forms.filter((each) => each.text.startsWith(text) && each.text !== text);
  const word = text.replace(/^AT\+?/, '');
  const holds =
    word.length < 2 ? [] : forms.filter((each) => !each.text.startsWith(text) && each.text.includes(word));
  return [...begins, ...holds];
}

/** What all of them begin with that go on from what is typed; what is typed when there are none. */
export function commonBeginning(candidates: readonly Candidate[], typed: string): string {
  const text = typed.trim().toUpperCase();
  const going = candidates.filter((each) => each.text.startsWith(text));
  let shared = going[0]?.text ?? text;
  for (const each of going) while (!each.text.startsWith(shared)) shared = shared.slice(0, -1);
  return shared.length < typed.length ? typed : shared;
}
