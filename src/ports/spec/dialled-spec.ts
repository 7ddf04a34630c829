import { existsSync } from 'node:fs';
import { parsePortSpec } from '../index.ts';
import type { PortSpec } from '../port.ts';

const TERMINAL = /^pty:([^,]+)(,.*)?$/s;

/**
 * Reads the specification of a port at whose other end somebody is already: a terminal that is there is opened, where otherwise
 * one would be made.
 * @throws PortError `MALFORMED`
 */
export function parseDialledSpec(spec: string): PortSpec {
  const [, terminal, options = ''] = TERMINAL.exec(spec) ?? [];
  const there = terminal !== undefined && existsSync(terminal);
  return parsePortSpec(there ? `serial:${terminal}${options}` : spec);
}
