import { type CorpusCase, type CorpusStep, VERSIONS, type Version } from './corpus-case.ts';

/** What a host writes in a case, and what each version was seen to answer. */
export interface CompareCase {
  readonly id: string;
  readonly group: string;
  readonly about: string;
  readonly broker: string;
  readonly steps: readonly CorpusStep[];
  readonly loose: boolean;
  /** The versions that were observed. */
  readonly observed: ReadonlyMap<Version, CorpusCase>;
}

/** Puts what several versions do with one input together. */
export function compareCases(cases: readonly CorpusCase[]): CompareCase[] {
  const versions = Object.keys(VERSIONS) as Version[];
  const others = new Map<string, CorpusCase[]>();
  for (const each of cases) {
    const [base = '', version] = each.id.split('@');
    if (version !== undefined) others.set(base, [...(others.get(base) ?? []), each]);
  }
  return cases
    .filter(({ id }) => !id.includes('@'))
    .map((base) => {
      const all = [base, ...(others.get(base.id) ?? [])];
      const seen = versions.flatMap((version) => {
        const one = all.find(
          ({ firmware, sameOn }) => firmware === version || sameOn?.includes(version) === true,
        );
        return one === undefined ? [] : [[version, one] as const];
      });
      const { id, group, about, broker, steps, timing } = base;
      return { id, group, about, broker, steps, loose: timing === 'loose', observed: new Map(seen) };
    });
}
