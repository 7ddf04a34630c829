import type { HostPort } from '#net/host-port';
import type { PortInfo } from '#ports/index';
import type { CompareCase } from './compare-case.ts';
import { outgrows } from './line-target.ts';
import type { Permission } from './module-state.ts';

/** Why a case is not played on a module at a port. */
export type LeftOut = Permission | 'timing' | 'broker' | 'oneRead' | 'address' | 'elsewhere';

/** What can be done with the module at hand. */
export interface Means {
  readonly allowed: ReadonlySet<Permission>;
  /** Where the broker is that the module reaches; undefined: it reaches none. */
  readonly broker: HostPort | undefined;
  readonly port: PortInfo['kind'];
}

/** Which permission a case needs, by what it sends. */
const NEEDS: readonly (readonly [RegExp, Permission])[] = [
  [/^AT\+(?:RESTORE|CIPSNTPCFG=)/im, 'restore'],
  [/^AT\+SYSMFG/im, 'flash'],
  [/^AT\+(?:RST|SYSTIMESTAMP=|CIPSNTPINTV=)/im, 'restart'],
];

/** A module takes longer lines for none. */
const LINE_BYTES = 256;
/** What the UART of an ESP32 hands on at a time. */
const UART_BYTES = 120;
const WIRES: readonly PortInfo['kind'][] = ['serial', 'rfc2217'];

/** Why a case is left out; undefined: it is played. */
export function leftOut(one: CompareCase, { allowed, broker, port }: Means): LeftOut | undefined {
  const inputs = one.steps.map((step) => step.in ?? '');
  if (one.loose) return 'timing';
  if (one.broker !== 'none' && broker === undefined) return 'broker';
  for (const [pattern, permission] of NEEDS)
    if (!allowed.has(permission) && inputs.some((text) => pattern.test(text))) return permission;
  if (!allowed.has('restart') && one.steps.some(({ then }) => then === 'restart')) return 'restart';
  if (WIRES.includes(port) && inputs.some(needsOneRead)) return 'oneRead';
  if (broker !== undefined && one.steps.some((step) => outgrows(step, broker, LINE_BYTES))) return 'address';
  return undefined;
}

/** Whether more than a line is written at once, and more than a UART hands on at once. */
function needsOneRead(text: string): boolean {
  const end = text.indexOf('\r\n');
  return text.length > UART_BYTES && end !== -1 && end + 2 < text.length;
}
