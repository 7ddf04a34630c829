import { resolve } from 'node:path';
import { type Message, message } from '#messages/message';
import { LOOPBACK, parseHostPort } from '#net/host-port';

/** What a port takes for itself on this machine; who else takes it cannot be opened. */
interface Claim {
  readonly what: Message;
  /** Of a TCP port, on which address. */
  readonly host?: string;
}

/** What one module asks for. */
export interface ModuleClaims {
  readonly name: string;
  readonly ports: readonly string[];
  /** Absolute. */
  readonly flash: string | undefined;
  /** Its client ID at a broker; undefined: nobody else can have it, or it connects nowhere by itself. */
  readonly client: { readonly id: string; readonly broker: string } | undefined;
}

/** Something asked for twice. */
export interface Conflict {
  /** The module that asked for it second, and where in its part of the file. */
  readonly path: readonly PropertyKey[];
  /** Names both. */
  readonly reason: Message;
}

const EVERYWHERE = new Set(['0.0.0.0', '::']);

/** Finds the ports, flash directories and client IDs that are asked for twice. */
export function findConflicts(modules: readonly ModuleClaims[]): Conflict[] {
  const taken = new Map<string, { host: string | undefined; name: string }[]>();
  const conflicts: Conflict[] = [];
  const take = (claim: Claim | undefined, name: string, path: readonly PropertyKey[]): void => {
    if (claim === undefined) return;
    const { what, host } = claim;
    const key = JSON.stringify(what);
    const takers = taken.get(key) ?? [];
    const first = takers.find((taker) => overlap(taker.host, host));
    taken.set(key, [...takers, { host, name }]);
    if (first === undefined) return;
    const reason =
      first.name === name
        ? message('config.askedTwice', { module: name, what })
        : message('config.bothAsk', { first: first.name, second: name, what });
    conflicts.push({ path, reason });
  };
  for (const { name, ports, flash, client } of modules) {
    for (const [index, spec] of ports.entries()) {
      take(claimOf(spec), name, ['modules', name, 'ports', index]);
    }
    if (flash !== undefined)
      take({ what: message('config.flashDirectory', { path: flash }) }, name, ['modules', name, 'flash']);
    if (client !== undefined)
      take({ what: message('config.clientAt', client) }, name, [
        ...['modules', name, 'settings', 'connect', 'clientId'],
      ]);
  }
  return conflicts;
}

function claimOf(spec: string): Claim | undefined {
  const [, kind, rest = ''] = /^([\w-]+)(?::(.*))?$/s.exec(spec) ?? [];
  const path = resolve(rest.split(',')[0] ?? '');
  switch (kind) {
    case 'stdio':
      return { what: message('config.standardInput') };
    case 'pty':
      return rest === '' ? undefined : { what: message('config.link', { path: resolve(rest) }) };
    case 'serial':
      return { what: message('config.device', { path }) };
    case 'unix-listen':
      return { what: message('config.socket', { path }) };
    case 'tcp-listen':
    case 'ws-listen':
    case 'rfc2217-listen':
      return tcpPortOf(rest.split(/[,/]/, 1)[0] ?? '');
    default:
      return undefined;
  }
}

function tcpPortOf(address: string): Claim | undefined {
  try {
    const { host = LOOPBACK, port } = parseHostPort(address);
    if (port === 0) return undefined;
    return { what: message('config.tcpPort', { port }), host: host === 'localhost' ? LOOPBACK : host };
  } catch {
    // Whoever reads the specification says what is wrong with it.
    return undefined;
  }
}

function overlap(a: string | undefined, b: string | undefined): boolean {
  return a === b || [a, b].some((host) => host !== undefined && EVERYWHERE.has(host));
}
