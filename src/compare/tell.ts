import { type Message, message } from '#messages/message';
import { toNotation } from '#scenario/notation';
import { type Cause, type DifferingCase, type Finding, versionsThatGive } from './findings.ts';
import { nameOfProfile } from './profiles.ts';
import type { CompareReport } from './report.ts';

/** How many ids of further cases a finding shows to a person. */
const SHOWN_IDS = 20;

/** What a report says before its findings, a sentence each. */
export function summaryOf(report: CompareReport): readonly Message[] {
  const { played, planned, ms, ended, likenesses, asMuchLike, ours, findings } = report;
  const [most] = likenesses;
  const said: Message[] = [message('compare.played', { played, planned, ms })];
  if (ended !== undefined) said.push(ended);
  if (most !== undefined && played > 0) {
    said.push(message('compare.mostLike', { profile: nameOfProfile(most.profile), same: most.same, played }));
  }
  if (asMuchLike.length > 0 && played > 0)
    said.push(message('compare.asMuchLike', { profiles: asMuchLike.map(nameOfProfile) }));
  if (most !== undefined && nameOfProfile(most.profile) !== nameOfProfile(ours))
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

/** What was sent and what came, each with the word for it, the manual only where it says something else. */
export function sides(one: DifferingCase): readonly (readonly [label: Message, text: string])[] {
  const manual = [one.ours, one.came].includes(one.manual) ? [] : [['manual', one.manual] as const];
  return [
    [message('compare.sent'), toText(one.input)],
    [message('compare.ours'), toText(one.ours)],
    [message('compare.came'), toText(one.came)],
    ...manual.map(([, text]) => [message('compare.manual'), toText(text)] as const),
  ];
}

/** Which genuine modules were seen to answer as this one. */
export const seenOn = (one: DifferingCase): Message =>
  message('compare.seenOn', { versions: versionsThatGive(one) });

/** The other cases of a finding. */
export function furtherCases({ cases }: Finding, most = SHOWN_IDS): Message | undefined {
  const ids = cases.slice(1).map(({ id }) => id);
  if (ids.length === 0) return undefined;
  return message('compare.moreCases', { ids: ids.length > most ? [...ids.slice(0, most), '…'] : ids });
}

/** A sentence for each line of what is like what. */
export function likenessLines({ likenesses, observed }: CompareReport): readonly Message[] {
  return [
    ...likenesses.map(({ profile, same, differ }) =>
      message('compare.likeness', { name: nameOfProfile(profile), same, differ }),
    ),
    ...observed.map(({ version, same, differ }) => message('compare.observed', { version, same, differ })),
  ];
}

/** Bytes as the transcripts write them. */
function toText(bytes: string): string {
  return toNotation(Buffer.from(bytes, 'latin1'));
}
