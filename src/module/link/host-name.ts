import { mqttCode } from '#at/mqtt-codes';
import { failure, type Result } from '#at/reply';
import { message } from '#messages/message';
import { withoutBrackets } from '#net/host-port';
import { isIPv6 } from '#net/ip';

const ALLOWED = /^[A-Za-z0-9.\-_:[\]]*$/;

/**
 * Checks a host before anything is sent: its characters (0x6052), then whether it makes an address (0x6050).
 * @returns undefined when it can be dialled [B-CONN-3]
 */
export function checkHost(host: string): Result<undefined> {
  if (!ALLOWED.test(host)) {
    return failure(mqttCode('HOSTNAME_VERIFY_FAILED'), message('link.hostCharacter', { host }));
  }
  if (!/[:[\]]/.test(host) || isIPv6(withoutBrackets(host))) return undefined;
  return failure(mqttCode('URI_PARSE_FAILED'), message('link.hostNoAddress', { host }));
}
