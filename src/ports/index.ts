import { parseSpec } from './parse-spec.ts';
import type { PortKind, PortSpec } from './port.ts';
import { ptyKind } from './pty.ts';
import { stdioKind } from './stdio.ts';
import { tcpListenKind } from './tcp-listen.ts';

export { createMemoryPort, type MemoryPort } from './memory.ts';
export * from './port.ts';

/** The kinds of port a user can name. */
export const portKinds: readonly PortKind[] = [ptyKind, tcpListenKind, stdioKind];

/**
 * Reads a port specification as a user writes it, such as `pty:/tmp/esp` or `tcp-listen:3333,fork`.
 * @throws PortError `MALFORMED`
 */
export function parsePortSpec(spec: string): PortSpec {
  return parseSpec(portKinds, spec);
}
