import { type Message, message } from '#messages/message';
import { type Cause, type DifferingCase, type Finding, versionsThatGive } from './findings.ts';
import { nameOfProfile } from './profiles.ts';
import type { CompareReport } from './report.ts';
import { shownText } from './shown-text.ts';

/** How many ids of further cases a finding shows to a person. */
const SHOWN_IDS = 20;

/** What a report says before its findings, a sentence each. */
export function summaryOf(report: CompareReport): readonly Message[] {
  const { played, planned, ms, ended, likenesses, asMuchLike, ours, findings } = report;
  const [nearest] = likenesses;
  const said: Message[] = [message('compare.played', { played, planned, ms })];
  if (ended !== undefined) said.push(ended);
  if (nearest !== undefined && played > 0) {
    said.push(
      message('compare.mostLike', { profile: nameOfProfile(nearest.profile), same: nearest.same, played }),
    );
  }
  if (asMuchLike.length > 0 && played > 0)
    said.push(message('compare.asMuchLike', { profiles: asMuchLike.map(nameOfProfile) }));
  if (nearest !== undefined && nameOfProfile(nearest.profile) !== nameOfProfile(ours))
    said.push(message('compare.heldAgainst', { profile: nameOfProfile(ours) }));
  const count = findings.reduce((sum, { cases }) => sum + cases.length, 0);
  said.push(
    findings.length === 0
      ? message('compare.noDifference')
      : message('compare.findings', { findings: findings.length, count }),
  );
  return said;
}

/** What a report says behind its findings. */
export function remarksOf({ leftOut, lostIn }: CompareReport): readonly Message[] {
  return [
    ...(lostIn.length === 0 ? [] : [message('compare.lostIn', { ids: lostIn })]),
    ...[...leftOut].map(([why, count]) => message('compare.leftOut', { why, count })),
    message('compare.notCompared'),
  ];
}

/** Why, in a sentence. */
export function causeOf(cause: Cause): Message {
  switch (cause.kind) {
    case 'place': {
      const { place, follow } = cause;
      const setting = place === 'duplicateNotice' ? place : `places.${place}`;
      return message('compare.placeCause', { setting, follow });
    }
    case 'profile':
      return message('compare.profileCause', { profile: nameOfProfile(cause.profile) });
    case 'values':
      return message('compare.valuesCause', cause);
    case 'order':
      return message('compare.orderCause', cause);
    case 'lineEnds':
      return message('compare.lineEndsCause', cause);
    case 'answer':
      return message('compare.answerCause', cause);
  }
}

/** One of the texts that a difference is shown by. */
export interface Side {
  readonly what: 'sent' | 'ours' | 'came' | 'manual';
  readonly label: Message;
  readonly text: string;
}

/** What was sent and what came, the manual only where it says something else. */
export function sides(one: DifferingCase): readonly Side[] {
  const texts = { sent: one.input, ours: one.ours, came: one.came, manual: one.manual };
  return (Object.keys(texts) as Side['what'][])
    .filter((what) => what !== 'manual' || ![one.ours, one.came].includes(one.manual))
    .map((what) => ({ what, label: message(`compare.${what}`), text: shownText(texts[what]) }));
}

/** Which genuine modules were seen to answer as this one. */
export const seenOn = (one: DifferingCase): Message =>
  message('compare.seenOn', { versions: versionsThatGive(one) });

/** The other cases of a finding. */
export function furtherCases({ cases }: Finding, max = SHOWN_IDS): Message | undefined {
  const ids = cases.slice(1).map(({ id }) => id);
  if (ids.length === 0) return undefined;
  return message('compare.moreCases', { ids: ids.length > max ? [...ids.slice(0, max), '…'] : ids });
}

/** How much it is like what, a row each. */
export function likenessRows({
  likenesses,
  observed,
}: CompareReport): readonly { readonly name: Message; readonly same: number; readonly differ: number }[] {
  return [
    ...likenesses.map(({ profile, same, differ }) => ({
      name: message('compare.ourProfile', { profile: nameOfProfile(profile) }),
      same,
      differ,
    })),
    ...observed.map(({ version, same, differ }) => ({
      name: message('compare.observed', { version }),
      same,
      differ,
    })),
  ];
}
