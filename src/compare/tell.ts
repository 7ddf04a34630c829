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
      return message('compare.lineEndsCause');
    case 'answer':
      return message('compare.answerCause', cause);
  }
}

/** One of the texts that a difference is shown by. */
export interface Side {
  readonly what: 'sent' | 'ours' | 'came' | 'other';
  readonly label: Message;
  readonly text: string;
}

/** What was sent and what came; the manual and genuine modules only where they say something else. */
export function sides(one: DifferingCase): readonly Side[] {
  const others = new Map<string, Message>();
  if (one.manual !== undefined) others.set(one.manual, message('compare.manual'));
  const seen = Object.entries(one.observed);
  for (const text of new Set(seen.map(([, each]) => each))) {
    const versions = seen.filter(([, each]) => each === text).map(([version]) => version);
    if (!others.has(text)) others.set(text, message('compare.observed', { version: versions.join(', ') }));
  }
  return [
    { what: 'sent', label: message('compare.sent'), text: shownText(one.input) },
    { what: 'ours', label: message('compare.ours'), text: shownText(one.ours) },
    { what: 'came', label: message('compare.came'), text: shownText(one.came) },
    ...[...others]
      .filter(([text]) => text !== one.ours && text !== one.came)
      .map(([text, label]) => ({ what: 'other' as const, label, text: shownText(text) })),
  ];
}

/** Who answers as this module. */
export const seenOn = (one: DifferingCase): Message =>
  message('compare.seenOn', { versions: versionsThatGive(one), manual: one.manual === one.came });

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
