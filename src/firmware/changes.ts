import type { Catalogue } from '#messages/message';
import { type Firmware, isSince, type Release } from './releases.ts';

type Change = keyof Catalogue['firmwareChanges'];

/** The release that brought what no command or parameter shows. */
const CHANGES: Readonly<Record<Change, Release>> = {
  promptInOnePiece: '2.3',
  secondNameServer: '2.4',
  surplusIsLost: '3.2',
  lostQos0Fails: '4.1',
  publishIsResent: '4.1',
  thirdNameServer: '4.1',
  answerIsBounded: '5.0',
  refusedSubscriptionFails: '5.0',
  timeoutIsUnannounced: '5.0',
  nameIsResolvedFirst: 'master',
};

/** What one firmware has and the other has not, in the order of the releases. */
export function changesBetween(without: Firmware, having: Firmware): readonly Change[] {
  return (Object.keys(CHANGES) as Change[]).filter(
    (change) => isSince(having, CHANGES[change]) && !isSince(without, CHANGES[change]),
  );
}
