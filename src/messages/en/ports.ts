import type { Message, Render } from '../types.ts';

type Named = { readonly name: string };
/** A kind of port and where it is: `tcp-listen 127.0.0.1:3333`. */
type Placed = { readonly place: string };
type Why = { readonly why: Message };

const SIGNALS = {
  hangup: 'its host disconnects',
  open: 'a host connects',
  dtr: 'its host switches DTR on',
  rts: 'its host switches RTS on',
  break: 'its host sends a break',
} as const;
/** Which ports can tell it, where few can. */
const elsewhere = (signal: keyof typeof SIGNALS): string => {
  if (signal === 'break') return '; rfc2217-listen can';
  return signal === 'dtr' || signal === 'rts' ? '; serial and rfc2217-listen can' : '';
};
const THINGS = { folder: 'a folder', link: 'a link', file: 'an ordinary file' } as const;

/** What is said of ports: specifications, hosts that come and go, devices and their lines. */
export const ports = {
  malformed: (
    { spec, problem, usage, example }: { spec: string; problem: Message; usage: string; example: string },
    render: Render,
  ) => `"${spec}" ${render(problem)}; write ${usage}, as in ${example}`,
  unknownKind: ({ spec, usages }: { spec: string; usages: readonly string[] }) =>
    `"${spec}" is no kind of port; write one of ${usages.join(', ')}`,
  stdioTakesNothing: ({ spec }: { spec: string }) => `"${spec}" takes nothing; write stdio alone`,
  ptyWithoutLink: ({ spec }: { spec: string }) =>
    `"${spec}" has no path after the colon; write pty or pty:LINK`,

  noHost: () => 'has no host',
  noPath: () => 'has no path',
  noDevice: () => 'has no device',
  noCommand: () => 'has no command',
  zeroByteInPath: () => 'has a path with a zero byte',
  zeroByteInCommand: () => 'has a zero byte in its command',
  hostOptionValue: ({ spec, name, values }: { spec: string; name: string; values: readonly string[] }) =>
    `"${spec}" has the option ${name}, which takes ${values.join(' or ')}`,
  resetUnseen: ({
    spec,
    kind,
    signal,
    values,
  }: {
    spec: string;
    kind: string;
    signal: keyof typeof SIGNALS;
    values: readonly string[];
  }) =>
    `"${spec}" asks for resetOn=${signal}, and a ${kind} port cannot tell that ${SIGNALS[signal]}; it takes ${values.join(' or ')}${elsewhere(signal)}`,
  resetNeverComes: ({
    module,
    signal,
    ports: all,
  }: {
    module: string;
    signal: keyof typeof SIGNALS;
    ports: readonly string[];
  }) =>
    `The setting resetOn=${signal} of ${module} can never reset it: none of its ports (${all.join(', ')}) can tell that ${SIGNALS[signal]}${elsewhere(signal)}.`,
  unknownOption: ({ option }: { option: string }) => `has the option "${option}", which does not exist`,
  portZero: () => 'has port 0, to which nothing can connect',
  pathTooLong: ({ bytes, max }: { bytes: number; max: number }) =>
    `has a path of ${bytes} bytes; the path of a socket may have ${max}`,
  notAUrlPath: ({ path }: { path: string }) => `has the path "${path}", which no URL can have`,
  speedNotANumber: ({ speed }: { speed: string }) => `has the speed "${speed}", which is not a number`,
  speedOutOfRange: ({ baud, min, max }: { baud: number; min: number; max: number }) =>
    `has a speed of ${baud} baud; ${min} to ${max} are possible`,

  portTaken: ({ place }: Placed) =>
    `${place} is in use by another program; choose another port, or 0 for any free one`,
  portDenied: ({ place }: Placed) => `no permission to listen on ${place}; choose a port from 1024 up`,
  foreignAddress: ({ place, loopback }: Placed & { loopback: string }) =>
    `${place} is not an address of this computer; leave the host out for ${loopback}`,
  cannotOpen: ({ place, why }: Placed & Why, render: Render) => `${place} cannot be opened: ${render(why)}`,
  cannotAccept: ({ place, why }: Placed & Why, render: Render) =>
    `${place} could not accept a host: ${render(why)}`,
  openToOthers: ({ place }: Placed) =>
    `${place} can be reached from other computers, and whoever connects can send any command`,

  pathTaken: ({ place }: Placed) => `${place} is in use by another program; choose another path`,
  noFolder: ({ place }: Placed) =>
    `${place} cannot be created, because its folder does not exist; create it or choose another path`,
  folderDenied: ({ place }: Placed) =>
    `${place} cannot be created, because you may not write to its folder; choose another path`,
  notASocket: ({ place, thing }: Placed & { thing: keyof typeof THINGS }) =>
    `${place} is ${THINGS[thing]} and not a socket; choose another path`,
  socketOfOther: ({ place }: Placed) => `${place} belongs to another user; choose another path`,
  staleSocketStays: ({ place, why }: Placed & Why, render: Render) =>
    `${place} was left by a program that has ended, and cannot be removed (${render(why)}); choose another path`,

  reached: ({ name }: Named) => `${name} is connected`,
  notReached: ({ name, why }: Named & Why, render: Render) =>
    `cannot connect to ${name} (${render(why)}), retrying until it answers`,
  lost: ({ name, seconds }: Named & { seconds: number }) =>
    `${name} is disconnected, reconnecting in ${seconds} s`,
  notConnected: () => 'it is not connected',
  deviceAway: () => 'the device is not there',
  nobodyListens: () => 'nothing listens there',
  dialDenied: () => 'permission denied',
  hostUnknown: () => 'unknown host name',
  lookupFailed: () => 'the host name cannot be resolved now',
  noAnswer: () => 'no answer',
  noAnswerWithin: ({ seconds }: { seconds: number }) => `no answer within ${seconds} s`,
  noRoute: () => 'no route to the host',
  hungUp: () => 'it closed the connection',

  pathRefused: ({ asked, path }: { asked: string | undefined; path: string }) =>
    `it asked for ${JSON.stringify(asked)} instead of ${path}`,
  silentClosed: ({ spec, count, seconds }: { spec: string; count: number; seconds: number }) =>
    `${spec} closed ${count === 1 ? 'a connection' : `${count} connections`} that had not asked for WebSocket after ${seconds} s`,
  webSocketRefused: ({ name, why }: Named & Why, render: Render) => `${name} was refused: ${render(why)}`,
  webSocketBroken: ({ name, why }: Named & Why, render: Render) =>
    `${name} violated the WebSocket protocol: ${render(why)}`,

  notALink: ({ link, thing }: { link: string; thing: keyof typeof THINGS }) =>
    `${link} is ${THINGS[thing]}, not a link to a pty; choose another path for the link`,
  linkOfOther: ({ link }: { link: string }) =>
    `${link} belongs to another user; choose another path for the link, as in --port pty:$HOME/atmqtt0`,
  linkInUse: ({ link, target }: { link: string; target: string }) =>
    `${link} points to ${target}, which another program has open; remove the link, or choose another path`,
  linkElsewhere: ({ link, target }: { link: string; target: string }) =>
    `${link} is a link to ${target}, which is not a pty; choose another path`,
  cannotMakeLink: ({ link, why }: { link: string } & Why, render: Render) =>
    `${link} cannot be created: ${render(why)}`,
  ptyUnavailable: ({ why }: Why, render: Render) =>
    `the system gave no pty: ${render(why)}; use tcp-listen: instead`,
  noPtyPaths: () => 'Windows has no pseudo-terminals with a path; use tcp-listen: instead',
  ptyPackageMissing: ({ platform }: { platform: string }) =>
    `pty ports need @lydell/node-pty, which does not load on ${platform}; use tcp-listen: instead`,
  sttyMissing: () => 'pty ports need the program stty (of coreutils); install it or use tcp-listen: instead',
  sttyFailed: ({ why }: Why, render: Render) =>
    `stty could not make the pty raw: ${render(why)}; use tcp-listen: instead`,
  ptyNotReplaced: ({ path, why }: { path: string } & Why, render: Render) =>
    `pty ${path} was lost and could not be replaced: ${render(why)}`,
  ptyLost: ({ path, previous }: { path: string; previous: string }) =>
    `pty ${previous} was left locked by its last host and is now ${path}`,
  ptyReopened: ({ path, previous }: { path: string; previous: string }) =>
    `pty ${previous} hung up and is now ${path}`,

  deviceMissing: ({ place }: Placed) =>
    `${place} does not exist; plug the device in, or list the devices with atmqtt ports`,
  deviceDenied: ({ place, group }: Placed & { group: string }) =>
    `no permission to open ${place}; join its group with sudo usermod -aG ${group} $USER and log in again`,
  deviceTaken: ({ place }: Placed) => `${place} is in use by another program; close that one first`,
  notASerialDevice: ({ place }: Placed) => `${place} is not a serial device; atmqtt ports lists the devices`,
  cannotOpenDevice: ({ place, why }: Placed & Why, render: Render) =>
    `${place} cannot be opened (${render(why)}); atmqtt ports lists the devices`,
  serialPackageMissing: ({ platform }: { platform: string }) =>
    `serial ports need the package serialport, which does not load on ${platform}; ` +
    'install it, or let ser2net serve the device and use rfc2217:HOST:PORT instead',
  udevadmMissing: () => 'serial devices cannot be listed without the program udevadm (package udev)',
  cannotListDevices: ({ why }: Why, render: Render) =>
    `serial devices cannot be listed (${render(why)}); look in /dev yourself`,
  deviceGone: ({ place, why }: Placed & Why, render: Render) =>
    `${place} was disconnected (${render(why)}), and is reopened once it is back`,
  deviceBack: ({ place }: Placed) => `${place} is back`,
  linesNotSeen: ({ place, why }: Placed & Why, render: Render) =>
    `${place} does not report the DTR and RTS of the host (${render(why)}), so they cannot reset the module`,
  deviceClosed: () => 'it was closed',
  lineUnchanged: ({ place, why }: Placed & Why, render: Render) =>
    `${place} keeps its line settings: ${render(why)}`,
  rtsAloneImpossible: ({ place }: Placed) => `${place} has no flow control with RTS only, and is set to none`,
  reframingImpossible: () =>
    'Windows changes the speed of an open device, but not its data bits, parity or flow control',
  stopBitsImpossible: () => 'this system cannot set 1.5 stop bits',

  clientSignature: ({ name, signature }: Named & { signature: string }) =>
    `${name} is ${JSON.stringify(signature)}`,
  lineSwitched: ({ name, line, on }: Named & { line: string; on: boolean }) =>
    `${name} switched ${line} ${on ? 'on' : 'off'}, which has no effect here`,
  speedsDiffer: ({ name, client, module }: Named & { client: number; module: number }) =>
    `${name} runs at ${client} baud and the module's UART at ${module}, so that on a real ` +
    `line neither would understand the other; set the client to ${module} or the module by AT+UART_CUR`,
  lineNotConfirmed: (
    { name, setting, seconds }: Named & { setting: Message; seconds: number },
    render: Render,
  ) => `${name} did not confirm ${render(setting)} within ${seconds} s`,
  lineNotSet: ({ name, setting, answer }: Named & { setting: Message; answer: number }, render: Render) =>
    `${name} did not set ${render(setting)}, it answered ${answer}`,
  lineOutOfReach: ({ name, why }: Named & Why, render: Render) =>
    `the line speed of ${name} cannot be set from here (${render(why)}); set it there by hand`,
  setByHand: ({ why }: Why, render: Render) => `${render(why)}; set it there by hand`,
  refusesRfc2217: () => 'it refuses RFC 2217',
  noRfc2217: () => 'it does not answer in RFC 2217',
  speed: ({ baud }: { baud: number }) => `${baud} baud`,
  dataBits: ({ bits }: { bits: number }) => `${bits} data bits`,
  parity: ({ parity }: { parity: string }) => `parity ${parity}`,
  stopBits: ({ bits }: { bits: number }) => `${bits} stop bits`,
  flowControl: ({ flowControl }: { flowControl: string }) => `flow control ${flowControl}`,

  programSays: ({ line }: { line: string }) => `exec: ${line}`,
  programNotStarted: ({ command, why }: { command: string } & Why, render: Render) =>
    `exec ${command} could not be started: ${render(why)}; check that /bin/sh runs on this computer`,
  programEnded: ({ command, how }: { command: string; how: Message }, render: Render) =>
    `exec: ${command} ${render(how)}`,
  exited: ({ code, signal }: { code: number; signal: string | undefined }) =>
    `exited with code ${code}${signal === undefined ? '' : ` (${signal})`}`,
  exitedNotFound: ({ code }: { code: number }) => `exited with code ${code}: a program in it was not found`,
  exitedNotExecutable: ({ code }: { code: number }) =>
    `exited with code ${code}: a program in it cannot be run`,
  endedBySignal: ({ signal }: { signal: string }) => `was ended by ${signal}`,

  stdinIsTerminal: () =>
    'standard input is a terminal, where Enter sends LF and not CR LF; for typing, a pty or tcp-listen port is better',
};
