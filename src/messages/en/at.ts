import { counted, was } from '../counted.ts';
import type { Message, Render } from '../types.ts';

/** A release that has what this one lacks; `since` is undefined where only earlier ones do. */
type OfRelease = { readonly firmware: string; readonly since: string | undefined; readonly set: string };

const releaseOf = ({ firmware, since, set }: OfRelease): string =>
  `${since === undefined ? `of firmware up to ${set}` : `new in firmware ${since}`}, and this module is firmware ${firmware}: ` +
  `set firmware=${set}${since === undefined || set === 'master' ? '' : ' or later'}`;

/** What is said of command lines and of data mode. Parameters and columns are counted from 1. */
export const at = {
  commandFailed: ({ reason, codes }: { reason: Message; codes: string }, render: Render) =>
    `${typeof reason === 'string' ? reason : render(reason)}${codes === '' ? '' : ` (${codes})`}`,
  /** What stands for a line, or data, that is not shown. */
  maskedBytes: ({ bytes }: { bytes: number }) =>
    `(${counted(bytes, 'byte')} that ${bytes === 1 ? 'does' : 'do'} not begin with AT)`,
  maskedData: ({ bytes }: { bytes: number }) => `(${counted(bytes, 'byte')} of data)`,
  busy: (
    {
      line,
      command,
      seconds,
      waitsFor,
    }: {
      line: string | Message;
      command: string | undefined;
      seconds: number;
      waitsFor: string | undefined;
    },
    render: Render,
  ) =>
    `busy: ${typeof line === 'string' ? line : render(line)} was dropped, ${command ?? 'the command before it'} (${seconds.toFixed(1)} s) still waits` +
    (waitsFor === undefined ? '' : ` for ${waitsFor}`),
  busyWithData: ({ bytes, host, remaining }: { bytes: number; host: string; remaining: number }) =>
    `busy: ${counted(bytes, 'byte')} from ${host} ${was(bytes)} dropped, data mode of another host still waits for ${counted(remaining, 'byte')}`,
  /** What the error of a command says that threw one. */
  commandThrew: ({ error }: { error: string }) => error,
  warning: ({ code, reason }: { code: string; reason: Message }, render: Render) =>
    `${code}: ${typeof reason === 'string' ? reason : render(reason)}`,
  hostAttached: ({ host }: { host: string }) => `${host} is attached`,
  foreignHost: ({ host, protocol }: { host: string; protocol: Message }, render: Render) =>
    `${host} was disconnected and nothing it sent was executed: instead of AT commands it sent ${render(protocol)}`,
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
    `${host} does not read: ${items} replies and messages (${bytes} bytes) were dropped so far, because its buffer of ` +
    `${bufferBytes} bytes is full; let it read, raise hostBufferBytes, or set slowHost=hold`,
  mustAnswerAtOnce: () => 'a command that runs while another one waits must answer immediately',
  lineTooLong: ({ max }: { max: number }) =>
    `the line is longer than ${max} bytes; send long payloads with AT+MQTTPUBRAW`,
  lineDropped: ({ host, bytes }: { host: string; bytes: number }) =>
    `${counted(bytes, 'byte')} from ${host} without a line end ${was(bytes)} dropped; end each command as the setting terminator says`,
  lineBlank: () => 'the line is blank',
  ownOutput: () =>
    'this is what a module says, and it comes back as input: is the echo of the terminal on (stty -echo switches it off), or is TX wired to RX?',
  lineHoldsNul: () => 'the line contains a NUL byte, which is allowed in data mode only',
  lineNotAT: () => 'the line does not start with AT',
  commandUnknown: ({ name, nearest }: { name: string; nearest: string | undefined }) =>
    `there is no command ${name}; ${nearest === undefined ? 'AT+CMD? lists them all' : `did you mean ${nearest}?`}`,
  /** Where the mistake in its line says more. */
  commandNotRead: ({ name }: { name: string }) => `${name} is not understood`,
  commandOfLater: ({
    name,
    since,
    firmware,
    set,
  }: {
    name: string;
    since: string;
    firmware: string;
    set: string;
  }) =>
    `${name} is new in firmware ${since}, and this module is firmware ${firmware}: set firmware=${set} or later`,
  commandOfEarlier: ({
    name,
    until,
    firmware,
    replacedBy,
  }: {
    name: string;
    until: string;
    firmware: string;
    replacedBy: string | undefined;
  }) =>
    `${name} is a command of firmware before ${until}, and this module is firmware ${firmware}: ` +
    `${replacedBy === undefined ? '' : `use ${replacedBy}, or `}set places.retiredCommands=manual`,
  commandOfOthers: ({ name, what }: { name: string; what: Message }, render: Render) =>
    `${name} ${render(what)}`,
  /** A reason, and what a person most likely did wrong in the line. */
  withMistake: ({ reason, mistake }: { reason: Message; mistake: Message }, render: Render) =>
    `${render(reason).replace(/([^?])$/, '$1;')} ${render(mistake)}`,
  twoCommands: ({ column }: { column: number }) =>
    `this looks like two commands, the second at column ${column}: does the host end its lines with LF or CR only? Set terminator=any, or end them with CR LF`,
  endedAlone: ({ host, terminator, seconds }: { host: string; terminator: string; seconds: number }) =>
    `${host} ended a line with ${terminator.toUpperCase()} only and has sent nothing for ${seconds} s; like a genuine module this one still waits for CR LF: end lines with CR LF, or set terminator=${terminator}`,
  wideCharacter: ({ column, typed, meant }: { column: number; typed: string; meant: string }) =>
    `column ${column} is ${typed} instead of the ASCII character ${meant}`,
  spaceBeforeEquals: ({ column }: { column: number }) => `there is a space before the = at column ${column}`,
  spaceBetween: ({ column }: { column: number }) =>
    `there is a space at column ${column}, where none is allowed`,
  spaceAtEnd: ({ column }: { column: number }) =>
    `there is a space at the end of the line, from column ${column} on`,
  semicolon: ({ column }: { column: number }) =>
    `there is a ; at column ${column}, but a command ends with CR LF only`,
  remark: ({ column }: { column: number }) =>
    `there is a // at column ${column}, but AT commands have no comments`,
  quoteOpen: ({ column }: { column: number }) => `the double quote at column ${column} is not closed`,
  formUnknown: ({ name, forms }: { name: string; forms: readonly string[] }) =>
    `${name} does not have this form; write ${forms.join(' or ')}`,
  tooManyParameters: ({ given, max }: { given: number; max: number }) =>
    `there ${given === 1 ? 'is' : 'are'} ${counted(given, 'parameter')}, at most ${max} are allowed; ` +
    `a comma inside a string needs a backslash – write \\,`,
  /** Another release has the form. */
  formOfOther: ({ reason, form, ...of }: OfRelease & { reason: Message; form: string }, render: Render) =>
    `${render(reason)}; ${form} is ${releaseOf(of)}`,
  /** Another release has so many parameters. */
  countOfOther: ({ reason, given, ...of }: OfRelease & { reason: Message; given: number }, render: Render) =>
    `${render(reason)}; parameter ${given} is ${releaseOf(of)}`,
  lineEndsInBackslash: () => 'the line ends with a backslash, which escapes the line end',
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
    `${host} disconnected in data mode, ${counted(remaining, 'byte')} ${remaining === 1 ? 'is' : 'are'} missing; the next host that sends continues it`,
  hostGoesOnWithData: ({ host }: { host: string }) => `${host} continues the data mode that a host left open`,
  dataIncomplete: (
    { why, received, length }: { why: Message; received: number; length: number },
    render: Render,
  ) => `${render(why)}: ${received} of ${length} bytes were received, and are dropped`,
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
    `data mode: ${received} of ${length} bytes received, nothing for ${seconds} s; the host sent what looks like AT commands, ` +
    'which are data here: a reset (SIGUSR2, or resetOn of its port) or dataModeTimeoutMs ends data mode',
  dataStalled: ({ received, length, seconds }: { received: number; length: number; seconds: number }) =>
    `data mode: ${received} of ${length} bytes received, nothing for ${seconds} s; whatever comes next is data until there are ${length}`,
  promptUnanswered: ({ length, seconds }: { length: number; seconds: number }) =>
    `data mode: > was sent, and none of ${length} bytes was received for ${seconds} s; no line end follows >, so a host that reads whole lines waits forever`,
  leftOver: ({ bytes, length }: { bytes: number; length: number }) =>
    `${bytes === 1 ? 'this byte' : `these ${bytes} bytes`} came after the ${counted(length, 'announced byte')} of data: the announced length was too small, or a line end was sent with the data`,
  dataTimedOut: ({ ms }: { ms: number }) => `no byte was received for ${ms} ms`,
  otherSocket: () =>
    'is for TCP, UDP and SSL sockets, which this module does not have: it has MQTT only, with AT+MQTTCONN',
  otherHttp: () => 'is for HTTP, which this module does not have: it has MQTT only',
  otherWebSocket: () =>
    'is for plain WebSockets, which this module does not have: MQTT over WebSocket is scheme 6 to 10 of AT+MQTTUSERCFG',
  otherBluetooth: () => 'is for Bluetooth, which this module does not have',
  otherAccessPoint: () =>
    'is for SoftAP mode, which this module does not have: it is a station, and AT+CWJAP joins an access point',
  otherProvisioning: () =>
    'is for Wi-Fi provisioning, which this module does not have: AT+CWJAP joins an access point',
  otherChip: () => 'is for the chip (updates, pins, files), which this module does not have: it is software',
  otherSimcom: () =>
    'is a command of SIMCom modules; with ESP-AT use AT+MQTTUSERCFG, AT+MQTTCONN, AT+MQTTPUB and AT+MQTTSUB',
  otherQuectel: () =>
    'is a command of Quectel modules; with ESP-AT use AT+MQTTUSERCFG, AT+MQTTCONN, AT+MQTTPUB and AT+MQTTSUB',
  otherCellular: () =>
    'is for cellular modules; a Wi-Fi module joins with AT+CWJAP, and AT+CWSTATE? shows its state',
};
