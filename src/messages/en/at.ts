import type { Message, Render } from '../types.ts';

/** What is said of command lines and of data mode. Parameters and columns are counted from 1. */
export const at = {
  commandFailed: ({ reason, codes }: { reason: Message; codes: string }, render: Render) =>
    `${typeof reason === 'string' ? reason : render(reason)}${codes === '' ? '' : ` (${codes})`}`,
  /** What stands for a line, or data, that is not shown. */
  maskedBytes: ({ bytes }: { bytes: number }) => `(${bytes} bytes that do not begin with AT)`,
  maskedData: ({ bytes }: { bytes: number }) => `(${bytes} bytes of data)`,
  busy: () => 'what came was discarded: the command before it still waits',
  /** What the error of a command says that threw one. */
  commandThrew: ({ error }: { error: string }) => error,
  warning: ({ code, reason }: { code: string; reason: Message }, render: Render) =>
    `${code}: ${typeof reason === 'string' ? reason : render(reason)}`,
  hostAttached: ({ host }: { host: string }) => `${host} is attached`,
  foreignHost: ({ host, protocol }: { host: string; protocol: Message }, render: Render) =>
    `${host} was closed, and nothing of what it sent is executed: it began with ${render(protocol)}, not with AT commands`,
  hostDoesNotRead: ({
    host,
    bytes,
    items,
    bufferBytes,
  }: {
    host: string;
    bytes: number;
    items: number;
    bufferBytes: number;
  }) =>
    `${host} does not read: ${items} replies and messages for it, ${bytes} bytes, were dropped so far, beyond the ` +
    `${bufferBytes} bytes that are kept; let it read, set hostBufferBytes, or have it held back by slowHost=hold`,
  mustAnswerAtOnce: () => 'a command that runs while another waits must answer at once',
  lineTooLong: ({ max }: { max: number }) =>
    `the line is longer than ${max} bytes; send long payloads with AT+MQTTPUBRAW`,
  lineDropped: ({ host, bytes }: { host: string; bytes: number }) =>
    `${bytes} bytes of ${host} without a line end were dropped; end each command with what the setting terminator says`,
  lineBlank: () =>
    'the line is blank; bytes sent after the announced length of a data phase begin a new line',
  lineHoldsNul: () => 'the line holds a NUL byte, which may come in data mode only',
  lineNotAT: () => 'the line does not start with AT',
  commandUnknown: ({ name }: { name: string }) => `there is no command ${name}; AT+CMD? lists them all`,
  formUnknown: ({ name, forms }: { name: string; forms: readonly string[] }) =>
    `${name} is used as ${forms.join(' or ')}`,
  tooManyParameters: ({ given, max }: { given: number; max: number }) =>
    `there are ${given} parameters and at most ${max} are taken; ` +
    `a comma inside a string needs a backslash – write \\,`,
  lineEndsInBackslash: () => 'the line ends in a backslash, which takes the line end with it',
  numberQuoted: ({ parameter }: { parameter: number }) =>
    `parameter ${parameter} is a number and must not be quoted`,
  numberExpected: ({ parameter, column }: { parameter: number; column: number }) =>
    `parameter ${parameter} at column ${column} is not a number`,
  stringExpected: ({ parameter, column }: { parameter: number; column: number }) =>
    `parameter ${parameter} at column ${column} is a string and must be in double quotes`,
  quoteInside: ({ parameter, column }: { parameter: number; column: number }) =>
    `parameter ${parameter} has a double quote inside, before column ${column} – write \\"`,
  commaInside: ({ parameter, column }: { parameter: number; column: number }) =>
    `parameter ${parameter} ended at column ${column}: an unescaped ',' – write \\,`,
  quoteMissing: ({ parameter }: { parameter: number }) =>
    `parameter ${parameter} has no closing double quote`,
  hostGoneInData: ({ host, remaining }: { host: string; remaining: number }) =>
    `${host} has gone with ${remaining} bytes of data missing; the next host that speaks goes on with them`,
  hostGoesOnWithData: ({ host }: { host: string }) =>
    `${host} goes on with the data phase that a host left open`,
  dataIncomplete: (
    { why, received, length }: { why: Message; received: number; length: number },
    render: Render,
  ) => `${render(why)}: ${received} of ${length} bytes had come, and they are dropped`,
  dataEscaped: () => 'the host left data mode with +++',
  dataLooksLikeCommands: ({
    received,
    length,
    seconds,
  }: {
    received: number;
    length: number;
    seconds: number;
  }) =>
    `data mode: ${received} of ${length} bytes, nothing for ${seconds} s; the host sent what looks like AT commands, ` +
    'which are data here; a reset (SIGUSR2, or resetOn of its port) or dataModeTimeoutMs ends it',
  dataTimedOut: ({ ms }: { ms: number }) => `no byte came for ${ms} ms`,
};
