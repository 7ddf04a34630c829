import { type Follow, PLACE_NAMES, type PlaceName } from '#firmware/places';
import type { SettingsInput } from '#module/settings/settings';
import type { CompareCase } from './compare-case.ts';
import { firstDifference, isEqual, type PlayedCase } from './compare-module.ts';
import { VERSIONS, type Version } from './corpus-case.ts';
import { inputOf } from './play-case.ts';
import { nameOfProfile, OUR_PROFILES, type OurProfile, ourOutputs } from './profiles.ts';
import { shownText } from './shown-text.ts';

/** Why a module answers otherwise than ours. */
export type Cause =
  /** It follows the other one of manual and genuine module, in one place. */
  | {
      readonly kind: 'place';
      readonly place: PlaceName | 'duplicateNotice';
      readonly follow: Follow;
    }
  /** It is as another release there. */
  | { readonly kind: 'profile'; readonly profile: OurProfile }
  /** None of these: the lines are the same. */
  | { readonly kind: 'order'; readonly command: string }
  | { readonly kind: 'lineEnds' }
  /** None of these: numbers and texts in lines of one form. */
  | { readonly kind: 'values'; readonly shape: string }
  /** None of these: what stands in ours, and what came in its place. */
  | { readonly kind: 'answer'; readonly command: string; readonly ours: string; readonly came: string };

/** A case that differs, at its first step that does. */
export interface DifferingCase {
  readonly id: string;
  readonly about: string;
  readonly step: number;
  readonly input: string;
  readonly ours: string;
  readonly came: string;
  /** What ours gives where it follows the manual. */
  readonly manual: string;
  /** What genuine modules were seen to give, by version. */
  readonly observed: Readonly<Partial<Record<Version, string>>>;
}

/** Differences that have one cause. */
export interface Finding {
  readonly cause: Cause;
  readonly cases: readonly DifferingCase[];
}

interface Differing extends DifferingCase {
  readonly played: PlayedCase;
}

interface Hypothesis {
  readonly cause: Cause;
  readonly settings: SettingsInput;
}

/** Puts differences from ours together by what would make ours answer the same. */
export async function findingsOf(
  played: readonly PlayedCase[],
  ours: OurProfile,
): Promise<readonly Finding[]> {
  const differing = played.flatMap((each) => differenceOf(each, ours) ?? []);
  const { explained, left } = await explain(differing, ours);
  const byAnswer = new Map<string, { cause: Cause; cases: Differing[] }>();
  for (const each of left) {
    const cause = answerOf(each);
    const key = JSON.stringify(cause);
    const known = byAnswer.get(key) ?? { cause, cases: [] };
    known.cases.push(each);
    byAnswer.set(key, known);
  }
  const kept = explained.filter((each) => !isPartOf(each, byAnswer));
  return [...kept, ...byAnswer.values()]
    .sort((a, b) => b.cases.length - a.cases.length)
    .map(({ cause, cases }) => ({ cause, cases: cases.map(({ played: _, ...shown }) => shown) }));
}

/**
 * What is explained may be a part of what is not: an answer that differs everywhere also differs where a place would make
 * it differ. It is then, when all of it differs in one way, and more that nothing explains does too. Its cases go there.
 */
function isPartOf(
  { cases }: { readonly cases: readonly Differing[] },
  byAnswer: ReadonlyMap<string, { readonly cases: Differing[] }>,
): boolean {
  const [key = '', ...others] = new Set(cases.map((each) => JSON.stringify(answerOf(each))));
  const whole = byAnswer.get(key);
  if (others.length > 0 || whole === undefined || whole.cases.length <= cases.length) return false;
  whole.cases.push(...cases);
  return true;
}

function differenceOf(played: PlayedCase, profile: OurProfile): Differing | undefined {
  const { one, came, ours } = played;
  const expected = ours.get(nameOfProfile(profile)) ?? [];
  const step = firstDifference(one, expected, came);
  if (step === undefined) return undefined;
  const manual = ours.get(nameOfProfile({ ...profile, follow: 'manual' })) ?? [];
  const observed = [...one.observed].map(([version, seen]) => [version, seen.steps[step]?.out ?? '']);
  return {
    played,
    id: one.id,
    about: one.about,
    step,
    input: inputOf(one.steps[step] ?? {}),
    ours: expected[step] ?? '',
    came: came[step] ?? '',
    manual: manual[step] ?? '',
    observed: Object.fromEntries(observed),
  };
}

/** Takes the cause that explains the most, then that of what is left, and so on. */
async function explain(
  differing: readonly Differing[],
  ours: OurProfile,
): Promise<{
  readonly explained: readonly { readonly cause: Cause; readonly cases: Differing[] }[];
  readonly left: readonly Differing[];
}> {
  const hypotheses = hypothesesFor(ours);
  const causes = new Map<Hypothesis, Set<Differing>>(hypotheses.map((each) => [each, new Set()]));
  for (const each of differing)
    for (const hypothesis of hypotheses)
      if (await gives(hypothesis.settings, each.played)) causes.get(hypothesis)?.add(each);
  const found: { cause: Cause; cases: Differing[]; hypothesis: Hypothesis }[] = [];
  const left = new Set(differing);
  for (;;) {
    const counted = hypotheses.map((hypothesis) => ({
      hypothesis,
      cases: [...(causes.get(hypothesis) ?? [])].filter((each) => left.has(each)),
    }));
    // A place says more than a release, which is many things at once.
    const best = counted.reduce((a, b) => (b.cases.length > a.cases.length ? b : a));
    if (best.cases.length === 0) break;
    found.push({ ...best, cause: best.hypothesis.cause });
    for (const each of best.cases) left.delete(each);
  }
  await explainTogether(found, left, ours);
  return { explained: found, left: [...left] };
}

/** What several of the places found do together belongs to the first of them. */
async function explainTogether(
  found: readonly { cause: Cause; cases: Differing[] }[],
  left: Set<Differing>,
  ours: OurProfile,
): Promise<void> {
  const places = found.flatMap(({ cause }) => (cause.kind === 'place' ? [cause.place] : []));
  const [first] = found.filter(({ cause }) => cause.kind === 'place');
  if (first === undefined || places.length < 2) return;
  for (const each of left) {
    if (!(await gives(flipped(ours, places), each.played))) continue;
    first.cases.push(each);
    left.delete(each);
  }
}

function hypothesesFor(ours: OurProfile): readonly Hypothesis[] {
  const follow: Follow = ours.follow === 'manual' ? 'module' : 'manual';
  const places = [...PLACE_NAMES, 'duplicateNotice' as const].map((place) => ({
    cause: { kind: 'place', place, follow } as const,
    settings: flipped(ours, [place]),
  }));
  const profiles = OUR_PROFILES.filter(
    (profile) => profile.firmware !== ours.firmware && profile.follow === ours.follow,
  ).map((profile) => ({ cause: { kind: 'profile' as const, profile }, settings: profile }));
  return [...places, ...profiles];
}

function flipped(ours: OurProfile, places: readonly (PlaceName | 'duplicateNotice')[]): SettingsInput {
  const follow: Follow = ours.follow === 'manual' ? 'module' : 'manual';
  return {
    ...ours,
    places: Object.fromEntries(
      places.filter((place) => place !== 'duplicateNotice').map((place) => [place, follow]),
    ),
    ...(places.includes('duplicateNotice') && { duplicateNotice: follow === 'manual' ? 'reply' : 'log' }),
  };
}

async function gives(settings: SettingsInput, { one, came }: PlayedCase): Promise<boolean> {
  return isEqual(one, await ourOutputs(one, settings), came);
}

const CODE = /^(ERR CODE:0x)[0-9a-f]+$/;
const FINAL = ['OK', 'ERROR', 'FAIL', '+MQTTPUB:OK', '+MQTTPUB:FAIL'];

/** What differs, without what differs from case to case. */
function answerOf({ played, step, input, ours, came }: Differing): Cause {
  const command = commandOf(played.one, step);
  const [mine, theirs] = [linesOf(ours, input), linesOf(came, input)];
  const [lost, more] = [without(mine, theirs), without(theirs, mine)];
  // Where the outcome is another one, the code before it goes with it.
  const [before, after] = [outcomeOf(mine), outcomeOf(theirs)];
  if (before !== after) return { kind: 'answer', command, ours: before, came: after };
  if (lost.length + more.length === 0) {
    const ordered = JSON.stringify(mine) === JSON.stringify(theirs);
    return ordered ? { kind: 'lineEnds' } : { kind: 'order', command };
  }
  // Codes that are there on one side only differ as such, whichever they are.
  const anyCode = lost.length === 0 || more.length === 0;
  // Lines that take each other's place differ one by one, and the first of them may have been seen alone.
  const shown = anyCode || lost.length === more.length ? 1 : undefined;
  const [shape = '', other = ''] = [lost, more].map((lines) =>
    lines
      .slice(0, shown)
      .map((line) => (anyCode ? shapeOf(line).replace(CODE, '$1…') : shapeOf(line)))
      .join('⏎'),
  );
  return shape === other
    ? { kind: 'values', shape }
    : { kind: 'answer', command: '', ours: shape, came: other };
}

/** The lines of an output without the echo and empty ones. */
function linesOf(output: string, input: string): string[] {
  const echo = input.split('\r\n');
  return output.split('\r\n').filter((line) => line !== '' && !echo.includes(line));
}

function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

function outcomeOf(lines: readonly string[]): string {
  return lines.filter((line) => FINAL.includes(line) || line === '>').join(' ');
}

/** A line without its texts and numbers; codes are what they are. */
function shapeOf(line: string): string {
  return shownText(line)
    .replaceAll(/"[^"]*"/g, '"…"')
    .replaceAll(/(?<![0-9a-zA-Zx])\d+(?![0-9a-zA-Zx])/g, 'N')
    .replace(/^(\+MQTTSUBRECV:N,"…",N,).*$/s, '$1…');
}

/** The command that a step answers, with what says which form it is; data belongs to the command before it. */
function commandOf({ steps }: CompareCase, step: number): string {
  const { event, in: text } = steps[step] ?? {};
  if (event !== undefined) return event;
  for (const { in: line = '' } of steps.slice(0, step + 1).toReversed()) {
    const command = /^AT[+A-Z_0-9]*(?:=\?|\?|=)?/i.exec(line)?.[0];
    if (command !== undefined) return command.toUpperCase();
  }
  return shownText(text ?? '');
}

/** The versions of genuine modules whose answer is what came. */
export function versionsThatGive(each: DifferingCase): readonly Version[] {
  return (Object.keys(VERSIONS) as Version[]).filter((version) => each.observed[version] === each.came);
}
