import { PortError, type PortKind, type PortSpec } from '../port.ts';

/**
 * Reads a port specification, `kind` or `kind:…`.
 * @throws PortError `MALFORMED`, in a sentence that shows how it is written
 */
export function parseSpec(kinds: readonly PortKind[], spec: string): PortSpec {
  const colon = spec.indexOf(':');
  const name = colon < 0 ? spec : spec.slice(0, colon);
  const kind = kinds.find((candidate) => candidate.name === name);
  if (kind === undefined) {
    const known = kinds.map((candidate) => candidate.usage).join(', ');
    throw new PortError('MALFORMED', `"${spec}" is no kind of port; write one of ${known}`);
  }
  return kind.parse(spec, colon < 0 ? undefined : spec.slice(colon + 1));
}
