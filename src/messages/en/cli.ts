import { counted, was } from '../counted.ts';
import type { Message, Render } from '../types.ts';

const SCHEME_HINT = '(a certificate is checked against the module’s clock)';

type Amounts = { values: number; namespaces: number };
const amounts = ({ values, namespaces }: Amounts): string =>
  `${counted(values, 'value')} in ${counted(namespaces, 'namespace')}`;

type OfBackup = { directory: string; files: number; bytes: number };
type Repeated = { what: Message; count: number; seconds: number };

/** What the command line says of itself. */
export const cli = {
  noLanguage: ({ name, typed }: { name: string; typed: string }) =>
    `${name} takes en (English) or zh (简体中文), not ${JSON.stringify(typed)}.`,
  unknownCommand: ({ name }: { name: string }) => `There is no command ${name}; atmqtt --help lists them.`,
  defect: ({ detail }: { detail: string }) => `this should not have happened: ${detail}`,
  outputUnwritable: ({ why }: { why: string }) => `Standard output cannot be written: ${why}.`,

  readyFileNotReplaced: ({ file, why }: { file: string; why: Message }, render: Render) =>
    `The ready file ${file} cannot be replaced: ${render(why)}.`,
  readyFileNotWritten: ({ file, why }: { file: string; why: Message }, render: Render) =>
    `The ready file ${file} cannot be written: ${render(why)}.`,
  page: ({ url }: { url: string }) => `See it in a browser: ${url}`,
  pageNotOpened: (
    { program, why, address }: { program: string; why: Message; address: string },
    render: Render,
  ) =>
    `the page was not opened in a browser, because ${program} failed: ${render(why)}; open the address that was printed first, at ${address}`,
  openerEnded: ({ code, signal }: { code: number | null; signal: string | null }) =>
    signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`,
  up: () => 'atmqtt is up:',
  serialPort: ({ path }: { path: string }) => `serial ${path}`,
  linkedSerialPort: ({ link, path }: { link: string; path: string }) => `serial ${link} → ${path}`,
  serialDevice: ({ path, baud }: { path: string; baud: number }) => `serial ${path} at ${baud} baud`,
  addressedPort: ({ kind, address }: { kind: string; address: string }) => `${kind.padEnd(6)} ${address}`,
  dialledPort: ({ kind, address }: { kind: string; address: string }) =>
    `${kind.padEnd(6)} ${address} (outgoing)`,
  forkingPort: ({ kind, address }: { kind: string; address: string }) =>
    `${kind.padEnd(6)} ${address} (a module for each connection)`,
  programPort: ({ command }: { command: string }) => `program ${command}`,
  stdioPort: () => 'stdin and stdout',
  memoryPort: () => 'memory',

  /** How to try the schemes over TLS, for a person. */
  tryTls: ({ tls, ws, wss }: { tls: string; ws: string; wss: string }) =>
    [
      'The CA and a client certificate are in the flash. To try a scheme, such as 5 (TLS, both sides checked):',
      `  AT+CIPSNTPCFG=1,0                                  ${SCHEME_HINT}`,
      '  AT+MQTTUSERCFG=0,5,"desk","","",0,0,""',
      `  AT+MQTTCONN=0,"localhost",${tls},0`,
      `Schemes 2 to 5 go to port ${tls}, 6 to ${ws}, 7 to 10 to ${wss}; AT+MQTTCLEAN=0 starts over.`,
    ].join('\n'),
  typeHere: ({ module }: { module: string | undefined }) =>
    `Type AT commands${module === undefined ? '' : ` for ${module}`} here; Tab completes, help explains, Ctrl-C ends.`,
  theTerminal: () => 'the terminal',
  help: ({ commands }: { commands: readonly string[] }) =>
    `help AT+MQTTPUB explains a command, help 6006 an error code, help +MQTTDISCONNECTED a message; fault wifi.drop,for=2s starts a fault.\n${commands.join(' ')}`,
  noLogFile: ({ file, why }: { file: string; why: Message }, render: Render) =>
    `The log cannot be written to ${file}: ${render(why)}.`,
  repeated: ({ what, count, seconds }: Repeated, render: Render) =>
    `${render(what)} (${counted(count, 'more time')} within ${seconds} s)`,
  moreAlike: ({ what, count, seconds }: Repeated, render: Render) =>
    `${counted(count, 'more line')} like this within ${seconds} s, the last: ${render(what)}`,
  terminalInBackground: () =>
    'the terminal is not read in the background; fg brings this program to the foreground, --no-terminal never reads it',
  reloaded: ({ level }: { level: string }) => `SIGHUP: the log is opened again, its level is ${level}`,
  notReloaded: ({ why }: { why: Message }, render: Render) =>
    `SIGHUP: the settings stay as they are: ${render(why)}`,
  needRestart: ({ names }: { names: readonly string[] }) =>
    `changed only after a restart: ${names.join(', ')}`,
  noTraceFile: ({ file, why }: { file: string; why: Message }, render: Render) =>
    `The trace cannot be written to ${file}: ${render(why)}.`,
  noCapture: ({ file, why }: { file: string; why: Message }, render: Render) =>
    `The capture cannot be written to ${file}: ${render(why)}.`,
  captureWaits: ({ file }: { file: string }) =>
    `nobody reads ${file} yet: modules start once somebody does, as with "wireshark -k -i ${file}"`,
  captureEnds: ({ file, why }: { file: string; why: Message }, render: Render) =>
    `the capture ends here, and the modules go on: ${file} takes no more: ${render(why)}`,
  captureAndMore: ({ second }: { second: string }) =>
    `--pcap - writes to standard output, and so does ${second}: let the capture go to a file or a named pipe`,
  noFaults: () => '(no fault is on; fault wifi.drop,for=2s switches one on, Tab completes the names)',
  noBrokerForFaults: () => '(there is no embedded broker; start it with --broker)',
  faultIsOn: ({ name, active, acted }: { name: string; active: boolean; acted: number }) =>
    active ? `${name}: has acted ${acted === 1 ? 'once' : `${acted} times`}` : `${name}: has not begun`,
  /** Completion in the terminal shows a line that a command answers with. */
  answers: ({ shape }: { shape: string }) => `answers ${shape}`,
  notSent: ({ bytes }: { bytes: number }) =>
    `(${counted(bytes, 'byte')} more than announced ${was(bytes)} not sent)`,
  moreExpected: ({ bytes }: { bytes: number }) =>
    `(${bytes} more ${bytes === 1 ? 'byte is' : 'bytes are'} expected)`,

  devicesNotListed: ({ why }: { why: Message }, render: Render) => {
    const said = render(why);
    return `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
  },
  noSerialDevices: () => 'There are no serial devices.',
  serialDevices: () => 'Serial devices:',
  serialNumber: ({ number }: { number: string }) => `serial number ${number}`,
  kindsOfPort: () => 'Kinds of port:',

  flashSkipped: ({ place, type }: { place: string; type: string }) =>
    `skipped ${place}: it is ${type}, which AT+SYSMFG does not have`,
  flashImported: ({ directory, ...rest }: Amounts & { directory: string }) =>
    `${amounts(rest)} imported into ${directory}`,
  flashExported: ({ file, bytes, ...rest }: Amounts & { file: string; bytes: number }) =>
    `${amounts(rest)} exported to ${file}, ${counted(bytes, 'byte')}`,
  backedUp: ({ directory, file, files, bytes }: OfBackup & { file: string }) =>
    `${counted(files, 'file')} of ${directory} backed up to ${file}, ${counted(bytes, 'byte')}; keys and passwords are in it`,
  restored: ({ directory, files, bytes, made }: OfBackup & { made: string }) =>
    `${counted(files, 'file')} restored into ${directory}, ${counted(bytes, 'byte')}, as of ${made}`,
  restoreKept: ({ kept }: { kept: string }) => `what was there before is kept in ${kept}`,
  flashBadSize: ({ typed }: { typed: string }) =>
    `--size takes bytes, such as 0x1F000 or 124K, not ${JSON.stringify(typed)}.`,
  flashEmpty: () => 'nothing is stored',
  flashValue: ({ bytes, privateKey }: { bytes: number; privateKey: boolean }) =>
    `${counted(bytes, 'byte')}${privateKey ? ', private key' : ''}`,
  flashValueUnreadable: ({ reason }: { reason: Message }, render: Render) => `unreadable: ${render(reason)}`,
  flashUnusable: ({ why }: { why: Message }, render: Render) => `a connection cannot use it: ${render(why)}`,
  flashSubject: ({ name }: { name: string | undefined }) => `subject ${name ?? 'none'}`,
  flashIssuer: ({ name }: { name: string | undefined }) => `issuer  ${name ?? 'none'}`,
  flashValid: ({ from, to }: { from: string; to: string }) => `valid   ${from} to ${to}`,
};
