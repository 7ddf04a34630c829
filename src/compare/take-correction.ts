import type { CorpusCase, Version } from './corpus-case.ts';
import { type Corrections, stepsWith } from './corrections.ts';
import { isSame } from './play-case.ts';

/** The reference, whose cases carry the versions that answer the same. */
const REFERENCE: Version = '3.4.0.0';

/**
 * Makes what a module did what a version does. Other versions keep what was seen of them.
 * @param seenOn what the module says it is
 * @returns the same list when it holds no such case, or nothing changes
 */
export function takeCorrection(
  cases: readonly CorpusCase[],
  { id, came }: Corrections['cases'][number],
  version: Version,
  seenOn: string,
): readonly CorpusCase[] {
  const base = cases.find((each) => each.id === id);
  if (base === undefined) return cases;
  const own = version === REFERENCE ? base : cases.find((each) => each.id === `${id}@${version}`);
  const current = own ?? (base.sameOn?.includes(version) === true ? base : undefined);
  if (current !== undefined && answers(current, came)) return cases;
  const others = cases.filter((each) => each !== base && each !== own);
  const steps = stepsWith(base.steps, came);
  const { sameOn = [], ...rest } = base;
  if (version === REFERENCE) {
    // Those that were the same are so no longer.
    const kept = sameOn.map((each) => ({ ...rest, id: `${id}@${each}`, firmware: each }));
    return sorted([...others, { ...rest, steps, sameOn: [], seenOn }, ...kept], cases);
  }
  if (answers(base, came)) {
    return sorted([...others, { ...base, sameOn: [...new Set([...sameOn, version])] }], cases);
  }
  const remaining = { ...base, sameOn: sameOn.filter((each) => each !== version) };
  return sorted(
    [...others, remaining, { ...rest, id: `${id}@${version}`, firmware: version, steps, seenOn }],
    cases,
  );
}

function answers({ steps }: CorpusCase, came: readonly string[]): boolean {
  return steps.every((step, at) => step.out === undefined || isSame(step, step.out, came[at] ?? ''));
}

/** As they were; what is new behind its base. */
function sorted(cases: readonly CorpusCase[], before: readonly CorpusCase[]): readonly CorpusCase[] {
  const places = new Map(before.map(({ id }, at) => [id, at]));
  const placeOf = ({ id }: CorpusCase): number =>
    places.get(id) ?? (places.get(id.split('@')[0] ?? '') ?? 0) + 0.5;
  return [...cases].sort((a, b) => placeOf(a) - placeOf(b));
}
