const orWhich = (nearest: readonly string[]): string =>
  nearest.length === 0
    ? ''
    : `\n(Did you mean ${nearest.length === 1 ? '' : 'one of '}${nearest.join(', ')}?)`;

/** What is wrong with a command line: what commander says, in its words. */
export const commandLine = {
  unknownOption: ({ option, nearest }: { option: string; nearest: readonly string[] }) =>
    `unknown option '${option}'${orWhich(nearest)}`,
  unknownCommand: ({ command, nearest }: { command: string; nearest: readonly string[] }) =>
    `unknown command '${command}'${orWhich(nearest)}`,
  missingArgument: ({ name }: { name: string }) => `missing required argument '${name}'`,
  missingValue: ({ option }: { option: string }) => `option '${option}' argument missing`,
  missingOption: ({ option }: { option: string }) => `required option '${option}' not specified`,
  conflict: ({ option, other }: { option: string; other: string }) =>
    `option '${option}' cannot be used with option '${other}'`,
  tooMany: ({ command, expected, got }: { command: string; expected: number; got: number }) =>
    `too many arguments for '${command}'. Expected ${expected} argument${expected === 1 ? '' : 's'} but got ${got}.`,
  wrongOption: ({ option, value, choices }: { option: string; value: string; choices: readonly string[] }) =>
    `option '${option}' argument '${value}' is invalid. Allowed choices are ${choices.join(', ')}.`,
  wrongArgument: ({ name, value, choices }: { name: string; value: string; choices: readonly string[] }) =>
    `command-argument value '${value}' is invalid for argument '${name}'. Allowed choices are ${choices.join(', ')}.`,
};
