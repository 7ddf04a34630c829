import type { Message, Render } from '../types.ts';

const DONE = {
  hangup: 'has gone',
  open: 'has come',
  dtr: 'has switched DTR on',
  rts: 'has switched RTS on',
  break: 'has sent a break',
} as const;

/** What is said of modules, their ports and their lines while they run. */
export const app = {
  defaultPortLeftOut: ({ kind, reason }: { kind: string; reason: Message }, render: Render) =>
    `without the default ${kind} port: ${render(reason)}`,
  waits: (
    { what, seconds, reason }: { what: Message; seconds: number | undefined; reason: Message },
    render: Render,
  ) => `waits for ${render(what)}${seconds === undefined ? '' : `, at most ${seconds} s`}: ${render(reason)}`,
  waited: ({ what, seconds }: { what: Message; seconds: number }, render: Render) =>
    `${render(what)} is there, after ${seconds} s`,
  thePort: ({ spec }: { spec: string }) => spec,
  theFlash: ({ path }: { path: string }) => `the flash directory ${path}`,
  theBroker: () => 'the address of the broker',
  forksKeepNothing: () => 'modules of a port with fork keep nothing in the flash directory',
  bytesLost: ({ count, host, bufferBytes }: { count: number; host: string; bufferBytes: number }) =>
    `${count} ${count === 1 ? 'byte' : 'bytes'} from ${host} were lost: the receive buffer of ${bufferBytes} bytes was full, because the host ignored flow control`,
  resetByHost: ({ host, signal }: { host: string; signal: keyof typeof DONE }) =>
    `${host} ${DONE[signal]}: the module is reset`,
  resetBetweenHosts: () =>
    'the last host has gone and another one comes: the module is reset, unless resetOn=none is set',
  resetBySignal: () => 'SIGUSR2: all modules are reset',
  lineDoesNotFollow: (
    { host, uart, reason }: { host: string; uart: string; reason: Message },
    render: Render,
  ) => `${host} does not follow the UART to ${uart}: ${render(reason)}`,
  flashNotEmpty: ({ name }: { name: string }) =>
    `The flash already holds ${name}; use --try-tls without --flash, or with an empty one.`,
};
