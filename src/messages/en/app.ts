import { day } from '../dates.ts';
import type { Message, Render } from '../types.ts';

const DONE = {
  hangup: 'disconnected',
  open: 'connected',
  dtr: 'switched DTR on',
  rts: 'switched RTS on',
  break: 'sent a break',
} as const;

/** What is said of modules, their ports and their lines while they run. */
export const app = {
  defaultPortLeftOut: ({ kind, reason }: { kind: string; reason: Message }, render: Render) =>
    `the default ${kind} port is left out: ${render(reason)}`,
  waits: (
    { what, seconds, reason }: { what: Message; seconds: number | undefined; reason: Message },
    render: Render,
  ) =>
    `waiting for ${render(what)}${seconds === undefined ? '' : `, at most ${seconds} s`}: ${render(reason)}`,
  waited: ({ what, seconds }: { what: Message; seconds: number }, render: Render) =>
    `${render(what)} is available, after ${seconds} s`,
  thePort: ({ spec }: { spec: string }) => spec,
  theFlash: ({ path }: { path: string }) => `the flash directory ${path}`,
  theBroker: () => 'the address of the broker',
  forksKeepNothing: () => 'modules of a port with fork store nothing in the flash directory',
  bytesLost: ({ count, host, bufferBytes }: { count: number; host: string; bufferBytes: number }) =>
    `${count} ${count === 1 ? 'byte' : 'bytes'} from ${host} ${count === 1 ? 'was' : 'were'} lost: the receive buffer of ${bufferBytes} bytes was full, because the host ignored flow control`,
  resetByHost: ({ host, signal }: { host: string; signal: keyof typeof DONE }) =>
    `${host} ${DONE[signal]}: the module is reset`,
  resetBetweenHosts: () =>
    'the last host disconnected and another one connects: the module is reset, unless resetOn=none is set',
  resetBySignal: () => 'SIGUSR2: all modules are reset',
  lineDoesNotFollow: (
    { host, uart, reason }: { host: string; uart: string; reason: Message },
    render: Render,
  ) => `${host} could not be set to ${uart}, as the UART of the module is now: ${render(reason)}`,
  certificateRunsOut: ({ place, date, days }: { place: string; date: number; days: number }) =>
    `the certificate stored in ${place} ${days < 0 ? `expired on ${day(date)}, ${counted(-days)} ago` : `expires on ${day(date)}, in ${counted(days)}`}: have it issued again, and store the new one`,
  flashNotEmpty: ({ name }: { name: string }) =>
    `The flash already holds ${name}; use --try-tls without --flash, or with an empty one.`,
};

function counted(days: number): string {
  return `${days} ${days === 1 ? 'day' : 'days'}`;
}
