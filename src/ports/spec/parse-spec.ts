import { message } from '#messages/message';
import { PortError } from '../errors.ts';
import type { PortKind, PortSpec, ResetSignal } from '../port.ts';
import { parseHostPolicy, splitHostOptions } from './host-policy.ts';

/** Of a host whose stream comes and goes with it. */
const STREAM_SIGNALS: readonly ResetSignal[] = ['hangup', 'open'];

/**
 * Reads a port specification, `kind` or `kind:…`.
 * @throws PortError `MALFORMED`, whose message shows how it is written
 */
export function parseSpec(kinds: readonly PortKind[], spec: string): PortSpec {
  const { own, options } = splitHostOptions(spec);
  const colon = own.indexOf(':');
  const name = colon < 0 ? own : own.slice(0, colon);
  const kind = kinds.find((candidate) => candidate.name === name);
  if (kind === undefined) {
    const usages = kinds.map((candidate) => candidate.usage);
    throw new PortError('MALFORMED', message('ports.unknownKind', { spec, usages }));
  }
  const parsed = kind.parse(spec, colon < 0 ? undefined : own.slice(colon + 1));
  const resetSignals = kind.resetSignals ?? STREAM_SIGNALS;
  return { ...parsed, resetSignals, ...parseHostPolicy(spec, options, { kind: name, resetSignals }) };
}
