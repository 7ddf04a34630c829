import { at, request } from '../api/request.ts';
import type { ProgramText } from '../texts/messages.ts';
import { fresh } from './fresh.ts';

export interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  readonly validFrom: string;
  readonly validTo: string;
}

/** Something that lies in the flash. */
export interface FlashKey {
  readonly key: string;
  readonly type: string;
  readonly bytes: number;
  /** What the firmware looks for there. */
  readonly holds?: 'ca' | 'cert' | 'key';
  readonly privateKey: boolean;
  readonly certificates: readonly Certificate[];
  /** Why a connection could not use it. */
  readonly problem?: ProgramText;
}

/** All that lies in the flash of a module. */
export interface Flash {
  /** Where it is kept; null: nowhere. */
  readonly directory: string | null;
  /** What commands have stored. */
  readonly values: readonly { readonly key: string; readonly value: unknown }[];
  readonly namespaces: readonly { readonly namespace: string; readonly keys: readonly FlashKey[] }[];
}

/** The flash of the module that is shown; most commands leave it alone, and one that does not is a command. */
export const flash = fresh<Flash>(
  (name) => request<Flash>(at`/modules/${name}/flash`),
  (event) =>
    event.event === 'power' ||
    (event.event === 'command' && event.ok && /^AT\+(?:SYSMFG|CW|UART_DEF|SYS)/i.test(event.line)),
);

/** Where a link looks for what a number of AT+MQTTUSERCFG stands for. */
export function placeOf(namespace: string, set: number): string {
  return set === 0 ? namespace : `${namespace}.${set}`;
}

/** The certificates that lie at a place; none when nothing does. */
export function chainOf({ namespaces }: Flash, namespace: string, set: number): readonly Certificate[] {
  return keyAt({ namespaces }, namespace, placeOf(namespace, set))?.certificates ?? [];
}

/** What lies at a place. */
export function keyAt(
  { namespaces }: Pick<Flash, 'namespaces'>,
  namespace: string,
  key: string,
): FlashKey | undefined {
  return namespaces.find((each) => each.namespace === namespace)?.keys.find((each) => each.key === key);
}
