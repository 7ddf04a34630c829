import { expect, test } from 'vitest';
import type { PlaceName } from '#firmware/places';
import { message, textOf } from '#messages/message';
import { COMPAT_RULES, type CompatRule } from '#module/compat';
import { attachMemory } from './attach.ts';
import { CasePlayer } from './case-player.ts';
import { loadTranscripts, parseTranscript } from './transcript.ts';

const directions = loadTranscripts().flatMap((each) => each.directions);

/** What is said of a rule by directions with a verb, as far as it names no other rule. */
const shows = (rule: CompatRule, verb: '~' | '!~'): boolean =>
  directions.some(
    (each) => each.verb === verb && `compat: ${textOf(message(`compat.${rule}`))}`.startsWith(each.text),
  );

test.each(COMPAT_RULES)('transcripts show %s told, and not told', (rule) => {
  expect({ told: shows(rule, '~'), untold: shows(rule, '!~') }).toEqual({ told: true, untold: true });
});

test('a line of the log that a case must not have fails it, before and behind the direction', async () => {
  const play = (...lines: string[]) =>
    new CasePlayer(parseTranscript('x', ['== t', ...lines].join('\n'))[0] as never, attachMemory).play();
  await play('connected', '!~ no such line');
  await expect(play('connected', '!~ no AT+CWJAP was sent')).rejects.toThrow('x:3 !~ no AT+CWJAP was sent');
  await expect(play('!~ no AT+CWJAP was sent', 'connected')).rejects.toThrow('x:2 !~');
});

/** Where the manual or MQTT has this module refuse what a genuine one takes; certificateName needs TLS and is shown in test/interop. */
const STRICTER = [
  'credentialLimits',
  'listCodes',
  'secondCertificates',
  'topicChecks',
  'emptyClientId',
  'nameEncoding',
  'subscribeWait',
  'refusedSubscription',
  'acknowledgementWait',
  'lostQos0',
] as const satisfies readonly PlaceName[];

test.each(STRICTER)('the log names places.%s where it refuses what a genuine module takes', (place) => {
  expect(
    directions.some(({ verb, text }) => verb === '~' && text.endsWith(`set places.${place}=module`)),
  ).toBe(true);
});
