const SCHEME_HINT = '(a certificate is checked against the module’s clock)';

/** What the command line says of itself. */
export const cli = {
  unknownCommand: ({ name }: { name: string }) => `There is no command ${name}; atmqtt --help lists them.`,
  defect: ({ detail }: { detail: string }) => `this should not have happened: ${detail}`,
  outputUnwritable: ({ why }: { why: string }) => `Standard output cannot be written: ${why}.`,

  readyFileNotReplaced: ({ file, why }: { file: string; why: string }) =>
    `The ready file ${file} cannot be replaced: ${why}.`,
  readyFileNotWritten: ({ file, why }: { file: string; why: string }) =>
    `The ready file ${file} cannot be written: ${why}.`,
  up: () => 'atmqtt is up:',
  serialPort: ({ path }: { path: string }) => `serial ${path}`,
  linkedSerialPort: ({ link, path }: { link: string; path: string }) => `serial ${link} → ${path}`,
  serialDevice: ({ path, baud }: { path: string; baud: number }) => `serial ${path} at ${baud} baud`,
  addressedPort: ({ kind, address }: { kind: string; address: string }) => `${kind.padEnd(6)} ${address}`,
  dialledPort: ({ kind, address }: { kind: string; address: string }) =>
    `${kind.padEnd(6)} ${address} (dialled)`,
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
      `Schemes 2 to 5 go to port ${tls}, 6 to ${ws}, 7 to 10 to ${wss}; AT+MQTTCLEAN=0 begins anew.`,
    ].join('\n'),
  typeHere: ({ module }: { module: string | undefined }) =>
    `Type AT commands${module === undefined ? '' : ` for ${module}`} here; Tab completes, Ctrl-C ends.`,
  theTerminal: () => 'the terminal',
  notSent: ({ bytes }: { bytes: number }) => `(${bytes} bytes more than announced were not sent)`,
  moreExpected: ({ bytes }: { bytes: number }) => `(${bytes} more bytes are expected)`,

  noSerialDevices: () => 'There are no serial devices.',
  serialDevices: () => 'Serial devices:',
  serialNumber: ({ number }: { number: string }) => `serial number ${number}`,
  kindsOfPort: () => 'Kinds of port:',
};
