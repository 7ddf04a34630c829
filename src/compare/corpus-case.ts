import type { Firmware } from '#firmware/releases';

/** Versions that were observed, as the cases name them, and the firmware each of them is here. */
export const VERSIONS = {
  '2.4.2.0': '2.4',
  '3.4.0.0': '3.4',
  '4.1.1.0': '4.1',
  '5.0.1.0': '5.0',
  HEAD: 'master',
} as const satisfies Record<string, Firmware>;
export type Version = keyof typeof VERSIONS;

/** One step of a case; test/corpus/README.md says what each member means. Strings hold a byte in each character. */
export interface CorpusStep {
  readonly in?: string;
  readonly out?: string;
  readonly outRegex?: string;
  readonly ms?: number;
  readonly wait?: number;
  readonly event?: 'message' | 'broker-drops' | 'broker-closes' | 'broker-back' | 'broker-mode';
  readonly topic?: string;
  readonly payload?: string;
  readonly qos?: number;
  readonly retain?: boolean;
  readonly mode?: string;
  readonly then?: 'restart';
}

/** A session that was observed from a genuine module. */
export interface CorpusCase {
  readonly id: string;
  readonly group: string;
  readonly firmware: Version;
  readonly about: string;
  readonly broker: string;
  readonly steps: readonly CorpusStep[];
  readonly sameOn?: readonly Version[];
  readonly timing?: 'loose';
  readonly trust?: 'low';
  /** The module that a user has compared, by its AT+GMR; unless given, as test/corpus/README.md says. */
  readonly seenOn?: string;
}

/** The cases that say what a version does: its own, and those that were seen to be the same there. */
export function casesOf(version: Version, cases: readonly CorpusCase[]): CorpusCase[] {
  return cases.filter(({ firmware, sameOn }) => firmware === version || sameOn?.includes(version) === true);
}
