import type { Message, Render } from '../types.ts';

/** What is said of command lines and of data mode. Parameters and columns are counted from 1. */
export const at = {
  commandFailed: ({ reason, codes }: { reason: Message; codes: string }, render: Render) =>
    `${typeof reason === 'string' ? reason : render(reason)}${codes === '' ? '' : ` (${codes})`}`,
  /** What stands for a line, or data, that is not shown. */
  maskedBytes: ({ bytes }: { bytes: number }) => `(${bytes} bytes that do not begin with AT)`,
  maskedData: ({ bytes }: { bytes: number }) => `(${bytes} bytes of data)`,
  busy: ({
    line,
    command,
    seconds,
    waitsFor,
  }: {
    line: string;
    command: string | undefined;
    seconds: number;
    waitsFor: string | undefined;
  }) =>
    `busy: ${line} was dropped, ${command ?? 'the command before it'} (${seconds.toFixed(1)} s) still waits` +
    (waitsFor === undefined ? '' : ` for ${waitsFor}`),
  busyWithData: ({ bytes, host, remaining }: { bytes: number; host: string; remaining: number }) =>
    `busy: ${bytes} bytes of ${host} were dropped, another host's data phase still waits for ${remaining} bytes`,
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
  lineBlank: () => 'the line is blank',
  lineHoldsNul: () => 'the line holds a NUL byte, which may come in data mode only',
  lineNotAT: () => 'the line does not start with AT',
  commandUnknown: ({ name, nearest }: { name: string; nearest: string | undefined }) =>
    `there is no command ${name}; ${nearest === undefined ? 'AT+CMD? lists them all' : `did you mean ${nearest}?`}`,
  commandOfOthers: ({ name, what }: { name: string; what: Message }, render: Render) =>
    `${name} ${render(what)}`,
  /** A reason, and what a person most likely did wrong in the line. */
  withMistake: ({ reason, mistake }: { reason: Message; mistake: Message }, render: Render) =>
    `${render(reason)}; ${render(mistake)}`,
  twoCommands: ({ column }: { column: number }) =>
    `this looks like two commands, the second at column ${column}: does the host end its lines with LF or CR only? Set terminator=any, or end them with CR LF`,
  endedAlone: ({ host, terminator, seconds }: { host: string; terminator: string; seconds: number }) =>
    `${host} ended a line with ${terminator.toUpperCase()} alone and has been silent for ${seconds} s; like a genuine module this one goes on waiting for CR LF: end lines with CR LF, or set terminator=${terminator}`,
  wideCharacter: ({ column, typed, meant }: { column: number; typed: string; meant: string }) =>
    `column ${column} is ${typed}, which is not the ${meant} of the keyboard's ASCII`,
  spaceBeforeEquals: ({ column }: { column: number }) => `there is a space before the = at column ${column}`,
  spaceBetween: ({ column }: { column: number }) => `there is a space at column ${column}, where none may be`,
  spaceAtEnd: ({ column }: { column: number }) =>
    `there is a space at the end of the line, from column ${column} on`,
  semicolon: ({ column }: { column: number }) =>
    `there is a ; at column ${column}, but a command ends with CR LF alone`,
  remark: ({ column }: { column: number }) =>
    `there is a // at column ${column}, but commands have no remarks`,
  quoteOpen: ({ column }: { column: number }) => `the double quote at column ${column} is not closed`,
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
  dataStalled: ({ received, length, seconds }: { received: number; length: number; seconds: number }) =>
    `data mode: ${received} of ${length} bytes, nothing for ${seconds} s; whatever comes next is data until there are ${length}`,
  promptUnanswered: ({ length, seconds }: { length: number; seconds: number }) =>
    `data mode: > was sent, and none of ${length} bytes has come for ${seconds} s; no line end follows >, so a host that waits for a whole line waits for ever`,
  leftOver: ({ bytes, length }: { bytes: number; length: number }) =>
    `these ${bytes} bytes came behind data whose length was announced as ${length}: the announced length was too small, or a line end was sent with the data`,
  dataTimedOut: ({ ms }: { ms: number }) => `no byte came for ${ms} ms`,
  otherSocket: () =>
    'is for TCP, UDP and SSL sockets, which this module does not have: it has MQTT only, by AT+MQTTCONN',
  otherHttp: () => 'is for HTTP, which this module does not have: it has MQTT only',
  otherWebSocket: () =>
    'is for plain WebSockets, which this module does not have: MQTT over WebSocket is scheme 6 to 10 of AT+MQTTUSERCFG',
  otherBluetooth: () => 'is for Bluetooth, which this module does not have',
  otherAccessPoint: () =>
    'is for a module that is an access point itself, which this one is not: it is a station, by AT+CWJAP',
  otherProvisioning: () =>
    'is for telling a module its Wi-Fi by other ways, which this one does not have: AT+CWJAP does it',
  otherChip: () => 'is for the chip (updates, pins, files), which is not there: this module is software',
  otherSimcom: () =>
    'is a command of SIMCom modules; ESP-AT has AT+MQTTUSERCFG, AT+MQTTCONN, AT+MQTTPUB and AT+MQTTSUB for it',
  otherQuectel: () =>
    'is a command of Quectel modules; ESP-AT has AT+MQTTUSERCFG, AT+MQTTCONN, AT+MQTTPUB and AT+MQTTSUB for it',
  otherCellular: () =>
    'is for cellular modules; a Wi-Fi module joins with AT+CWJAP, and AT+CWSTATE? says how it is',
};
