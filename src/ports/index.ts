import type { PortKind, PortSpec } from './port.ts';
import { execKind } from './process/exec.ts';
import { ptyKind } from './pty/pty.ts';
import { rfc2217Kind } from './rfc2217/rfc2217-dial.ts';
import { rfc2217ListenKind } from './rfc2217/rfc2217-listen.ts';
import { serialKind } from './serial/serial.ts';
import { parseSpec } from './spec/parse-spec.ts';
import { stdioKind } from './stdio.ts';
import { tcpDialKind } from './tcp/tcp-dial.ts';
import { tcpListenKind } from './tcp/tcp-listen.ts';
import { unixDialKind } from './unix/unix-dial.ts';
import { unixListenKind } from './unix/unix-listen.ts';
import { wsListenKind } from './websocket/ws-listen.ts';

export { isPortError, PortError, type PortErrorCode } from './errors.ts';
export { createMemoryPort, type MemoryPort } from './memory.ts';
export type {
  HostPolicy,
  HostTraits,
  OpenPort,
  Port,
  PortEvents,
  PortInfo,
  PortKind,
  PortSpec,
  ResetSignal,
} from './port.ts';
export type { ProgramEnd } from './process/program-end.ts';
export type { LineSettings, SerialLine } from './serial-line.ts';

/** The kinds of port a user can name. */
export const portKinds: readonly PortKind[] = [
  ptyKind,
  tcpListenKind,
  tcpDialKind,
  unixListenKind,
  unixDialKind,
  wsListenKind,
  serialKind,
  rfc2217ListenKind,
  rfc2217Kind,
  execKind,
  stdioKind,
];

/**
 * Reads a port specification as a user writes it, such as `pty:/tmp/esp` or `tcp-listen:3333,fork`.
 * @throws PortError `MALFORMED`
 */
export function parsePortSpec(spec: string): PortSpec {
  return parseSpec(portKinds, spec);
}
