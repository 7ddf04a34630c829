import { KIND_OF, type Kind, type Row, type Side } from './row.ts';

/** Which rows are shown. */
export interface Filter {
  /** Empty: all. */
  readonly kinds: ReadonlySet<Kind>;
  /** Empty: all. */
  readonly sides: ReadonlySet<Side>;
  /** Undefined: all. */
  readonly module: string | undefined;
}

/** What is looked for. */
export interface Search {
  readonly text: string;
  readonly regex: boolean;
  /** Rows without it are not shown. */
  readonly only: boolean;
}

export const ALL: Filter = { kinds: new Set(), sides: new Set(), module: undefined };
export const NOTHING: Search = { text: '', regex: false, only: false };

export function passes(row: Row, { kinds, sides, module }: Filter): boolean {
  if (module !== undefined && row.module !== undefined && row.module !== module) return false;
  if (sides.size > 0 && !sides.has(row.side)) return false;
  return kinds.size === 0 || kinds.has(KIND_OF[row.type]) || (row.failed && kinds.has('failures'));
}

/** Finds a text, or what a regular expression describes, without regard to case; undefined: nothing is looked for. */
export function matcher({ text, regex }: Search): ((shown: string) => boolean) | undefined {
  if (text === '') return undefined;
  if (regex) {
    try {
      const pattern = new RegExp(text, 'iu');
      return (shown) => pattern.test(shown);
    } catch {
      return () => false;
    }
  }
  const wanted = text.toLowerCase();
  return (shown) => shown.toLowerCase().includes(wanted);
}

/** Whether a search can be understood. */
export function isSound({ text, regex }: Search): boolean {
  if (!regex) return true;
  try {
    new RegExp(text, 'iu');
    return true;
  } catch {
    return false;
  }
}
