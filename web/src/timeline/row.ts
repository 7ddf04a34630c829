import type { ControlEvent } from '#control/events/events';

/** What a row shows. */
export type RowType =
  | 'line'
  | 'data'
  | 'reply'
  | 'urc'
  | 'failure'
  | 'packet'
  | 'connection'
  | 'state'
  | 'wifi'
  | 'clock'
  | 'power'
  | 'fault'
  | 'compat'
  | 'run';

/** What rows are filtered by, in the order of the choices. */
export const KINDS = [
  'commands',
  'urcs',
  'packets',
  'connections',
  'states',
  'surroundings',
  'faults',
  'failures',
  'compat',
  'run',
] as const;

export type Kind = (typeof KINDS)[number];

export const KIND_OF: { readonly [T in RowType]: Kind } = {
  line: 'commands',
  data: 'commands',
  reply: 'commands',
  urc: 'urcs',
  failure: 'failures',
  packet: 'packets',
  connection: 'connections',
  state: 'states',
  wifi: 'surroundings',
  clock: 'surroundings',
  power: 'surroundings',
  fault: 'faults',
  compat: 'compat',
  run: 'run',
};

/** Between which columns something goes, or in which it is. */
export const SIDES = ['host', 'module', 'broker'] as const;

export type Side = (typeof SIDES)[number];

/** What took time: its ends, as the row shows them. */
export interface Took {
  /** The id of the row that it begins with. */
  readonly from: number;
  /** Milliseconds. */
  readonly ms: number;
  /** Short names of both ends, such as `CONN` and `CONNACK`. */
  readonly ends: readonly [string, string];
}

/** A row of the timeline. Others are named by their ids, so that a row keeps none of them in memory. */
export interface Row {
  /** That of its event; of `dropped`, which has none, half a step behind the one before. */
  readonly id: number;
  readonly event: ControlEvent;
  readonly type: RowType;
  readonly side: Side;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly module: string | undefined;
  /** The row that brought this one about; 0: none that is known. */
  cause: number;
  /** The row that ends what begins here; 0: none yet. */
  answer: number;
  took: Took | undefined;
  /** It is, or was answered by, a failure. */
  failed: boolean;
}

/** It ends what began there. */
export function take(row: Row, from: Row, begin: string, end: string): void {
  row.took = { from: from.id, ms: row.at - from.at, ends: [begin, end] };
}
