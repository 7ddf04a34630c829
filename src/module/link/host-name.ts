import { mqttCode } from '#at/mqtt-codes';
import { failure, type Result } from '#at/reply';
import type { FollowedPlaces } from '#firmware/places';
import { message } from '#messages/message';
import { withoutBrackets } from '#net/host-port';
import { isIPv6 } from '#net/ip';

/** What a genuine module takes: names and IPv4 addresses. */
const GENUINE = /^[A-Za-z0-9.-]*$/;
const NAME = /^[A-Za-z0-9._-]*$/;
const NAME_OR_IPV6 = /^[A-Za-z0-9._:[\]-]*$/;

/** Whether a genuine module takes a host as well [B-CONN-3]. */
export function isGenuineHost(host: string): boolean {
  return GENUINE.test(host);
}

/**
 * Checks a host before anything is sent.
 * @returns undefined when it can be dialled, else why not, with 0x6052 [B-CONN-3]
 */
export function checkHost(host: string, { lenientHosts }: FollowedPlaces): Result<undefined> {
  if (isGenuineHost(host)) return undefined;
  const lenient = NAME.test(host) || isIPv6(withoutBrackets(host));
  if (lenient && lenientHosts === 'manual') return undefined;
  const problem = lenient || NAME_OR_IPV6.test(host) ? 'link.hostNoAddress' : 'link.hostCharacter';
  return failure(mqttCode('HOSTNAME_VERIFY_FAILED'), message(problem, { host }));
}
