import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { UsageError } from '#errors/usage-error';
import { message } from '#messages/message';
import type { BrokerTarget } from './broker-url.ts';

/** Files that the program has open besides one socket for each module. */
const OTHER_FILES = 100;

/** What this system allows; undefined where it cannot be told. */
export interface SystemLimits {
  /** How many files this process may have open; Node raises it to the hard limit when it starts. */
  readonly openFiles: number | undefined;
  /** The first and the last local port that outgoing connections get. */
  readonly localPorts: readonly [first: number, last: number] | undefined;
}

/** Asks the system: Linux through /proc, others through /bin/sh. */
export function readLimits(): SystemLimits {
  return { openFiles: openFileLimit(), localPorts: localPortRange() };
}

/** @throws UsageError when so many modules cannot be connected from here */
export function checkLimits(modules: number, { host, port }: BrokerTarget, limits: SystemLimits): void {
  const { openFiles, localPorts } = limits;
  const needed = modules + OTHER_FILES;
  if (openFiles !== undefined && openFiles < needed) {
    const amounts = { modules, needed, have: openFiles, advised: withRoom(modules) };
    throw new UsageError(message('swarm.tooManyFiles', amounts));
  }
  if (localPorts === undefined) return;
  const [first, last] = localPorts;
  const ports = last - first + 1;
  if (modules <= ports) return;
  throw new UsageError(
    message('swarm.tooFewPorts', { modules, address: `${host}:${port}`, ports, first, last }),
  );
}

function openFileLimit(): number | undefined {
  const limits = readIfThere('/proc/self/limits');
  const soft = limits === undefined ? shellLimit() : /^Max open files\s+(\S+)/m.exec(limits)?.[1];
  return soft === undefined || soft === 'unlimited' || !/^\d+$/.test(soft) ? undefined : Number(soft);
}

function shellLimit(): string | undefined {
  const { stdout } = spawnSync('/bin/sh', ['-c', 'ulimit -n'], { encoding: 'utf8' });
  return stdout?.trim();
}

function localPortRange(): readonly [number, number] | undefined {
  const range = /^(\d+)\s+(\d+)/.exec(readIfThere('/proc/sys/net/ipv4/ip_local_port_range') ?? '');
  return range === null ? undefined : [Number(range[1]), Number(range[2])];
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** A round number that leaves room. */
function withRoom(modules: number): number {
  return Math.ceil((modules * 2) / 1000) * 1000;
}
