import { type Message, message } from '#messages/message';

const NEAREST = String.raw`(?:\n\(Did you mean (?:one of )?(?<nearest>.*)\?\))?`;
const CHOICES = String.raw`(?: Allowed choices are (?<choices>.*)\.)?`;

type Found = Readonly<Record<string, string | undefined>>;

/** What commander says, and the message that says the same in every language. */
const REASONS: readonly (readonly [RegExp, (found: Found) => Message])[] = [
  [
    pattern(`unknown option '(?<option>.*)'${NEAREST}`),
    ({ option = '', nearest }) => message('commandLine.unknownOption', { option, nearest: listed(nearest) }),
  ],
  [
    pattern(`unknown command '(?<command>.*)'${NEAREST}`),
    ({ command = '', nearest }) =>
      message('commandLine.unknownCommand', { command, nearest: listed(nearest) }),
  ],
  [
    pattern(`missing required argument '(?<name>.*)'`),
    ({ name = '' }) => message('commandLine.missingArgument', { name }),
  ],
  [
    pattern(`option '(?<option>.*)' argument missing`),
    ({ option = '' }) => message('commandLine.missingValue', { option }),
  ],
  [
    pattern(`required option '(?<option>.*)' not specified`),
    ({ option = '' }) => message('commandLine.missingOption', { option }),
  ],
  [
    pattern(`option '(?<option>.*)' cannot be used with option '(?<other>.*)'`),
    ({ option = '', other = '' }) => message('commandLine.conflict', { option, other }),
  ],
  [
    pattern(
      String.raw`too many arguments for '(?<command>.*)'\. Expected (?<expected>\d+) arguments? but got (?<got>\d+)\.`,
    ),
    ({ command = '', expected, got }) =>
      message('commandLine.tooMany', { command, expected: Number(expected), got: Number(got) }),
  ],
  [
    pattern(String.raw`option '(?<option>.*)' argument '(?<value>.*)' is invalid\.${CHOICES}`),
    ({ option = '', value = '', choices }) =>
      message('commandLine.wrongOption', { option, value, choices: listed(choices) }),
  ],
  [
    pattern(
      String.raw`command-argument value '(?<value>.*)' is invalid for argument '(?<name>.*)'\.${CHOICES}`,
    ),
    ({ name = '', value = '', choices }) =>
      message('commandLine.wrongArgument', { name, value, choices: listed(choices) }),
  ],
];

function pattern(text: string): RegExp {
  return new RegExp(`^(?:error: )?${text}\\s*$`, 's');
}

function listed(words: string | undefined): string[] {
  return words === undefined ? [] : words.split(', ');
}

/** What commander says is wrong with a command line, as a message. */
export function commandLineReason(said: string): Message {
  for (const [form, make] of REASONS) {
    const found = form.exec(said)?.groups;
    if (found !== undefined) return make(found);
  }
  return message('errors.foreign', { text: said.replace(/^error: /, '').trimEnd() });
}
