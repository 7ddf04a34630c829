import { resolve } from 'node:path';
import { LOOPBACK, parseHostPort } from '#net/host-port';

/** What a port takes for itself on this machine; who else takes it cannot be opened. */
interface Claim {
  /** For a sentence: `TCP port 3333`. */
  readonly what: string;
  /** Of a TCP port, on which address. */
  readonly host?: string;
}

/** What one module asks for. */
export interface Wishes {
  readonly name: string;
  readonly ports: readonly string[];
  /** Absolute. */
  readonly flash: string | undefined;
}

/** Something asked for twice. */
export interface Conflict {
  /** The module that asked for it second, and where in its part of the file. */
  readonly path: readonly PropertyKey[];
  /** One sentence that names both. */
  readonly sentence: string;
}

const EVERYWHERE = new Set(['0.0.0.0', '::']);

/** Finds the ports and flash directories that are asked for twice. */
export function findConflicts(modules: readonly Wishes[]): Conflict[] {
  const taken = new Map<string, { host: string | undefined; name: string }[]>();
  const conflicts: Conflict[] = [];
  const take = (claim: Claim | undefined, name: string, path: readonly PropertyKey[]): void => {
    if (claim === undefined) return;
    const takers = taken.get(claim.what) ?? [];
    const first = takers.find(({ host }) => overlap(host, claim.host));
    taken.set(claim.what, [...takers, { host: claim.host, name }]);
    if (first === undefined) return;
    const who =
      first.name === name ? `module ${name} asks twice` : `modules ${first.name} and ${name} both ask`;
    conflicts.push({ path, sentence: `${who} for ${claim.what}; change one of the two.` });
  };
  for (const { name, ports, flash } of modules) {
    for (const [index, spec] of ports.entries()) {
      take(claimOf(spec), name, ['modules', name, 'ports', index]);
    }
    if (flash !== undefined) take({ what: `the flash directory ${flash}` }, name, ['modules', name, 'flash']);
  }
  return conflicts;
}

function claimOf(spec: string): Claim | undefined {
  const [, kind, rest = ''] = /^([\w-]+)(?::(.*))?$/s.exec(spec) ?? [];
  const path = resolve(rest.split(',')[0] ?? '');
  switch (kind) {
    case 'stdio':
      return { what: 'standard input' };
    case 'pty':
      return rest === '' ? undefined : { what: `the link ${resolve(rest)}` };
    case 'serial':
      return { what: `the device ${path}` };
    case 'unix-listen':
      return { what: `the socket ${path}` };
    case 'tcp-listen':
    case 'ws-listen':
    case 'rfc2217-listen': {
      const address = parseHostPort(rest.split(/[,/]/, 1)[0] ?? '');
      if ('problem' in address || address.port === 0) return undefined;
      const { host = LOOPBACK, port } = address;
      return { what: `TCP port ${port}`, host: host === 'localhost' ? LOOPBACK : host };
    }
    default:
      return undefined;
  }
}

function overlap(a: string | undefined, b: string | undefined): boolean {
  return a === b || [a, b].some((host) => host !== undefined && EVERYWHERE.has(host));
}
