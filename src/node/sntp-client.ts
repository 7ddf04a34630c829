import { randomFillSync } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { systemCode } from '#errors/system-error';
import { type Message, message } from '#messages/message';
import type { AskTime } from '#module/platform';
import { PlatformError } from '#module/platform-error';
import { type HostPort, parseHostPort, withoutBrackets } from '#net/host-port';
import { systemTimers } from '#time/timers';

const NTP_PORT = 123;
const PACKET_BYTES = 48;
const STRATUM_AT = 1;
const REFERENCE_ID_AT = 12;
const TRANSMIT_SECONDS_AT = 40;
const ORIGINATE_AT = 24;
const MODE_SERVER = 4;
/** Leap indicator 0, version 4, mode 3: client (RFC 4330, 4). */
const CLIENT_HEADER = 0x23;
/** Leap indicator 3: the server's clock is not synchronised (RFC 4330, 4). */
const UNSYNCHRONISED = 3;
/** More is not synchronised, or reserved (RFC 4330, 4). */
const MAX_STRATUM = 15;
/** Seconds from 1900, where NTP begins, to 1970. */
const SECONDS_1900_TO_1970 = 2_208_988_800;
/** Seconds in an NTP era; era 1 begins in 2036 (RFC 4330, 3). */
const ERA_SECONDS = 2 ** 32;

/**
 * One SNTP exchange over UDP (RFC 4330). Whoever knows the port can send an answer: one that does not come from the
 * server, or does not bring back the random number of the request, is no answer, and the server's is waited for.
 * @returns the server's time plus half the way there and back; rejects when the name is unknown, the server asks not
 *   to be asked, or no answer comes in time that may be trusted
 */
export const askSntpServer: AskTime = (server, timeoutMs) =>
  new Promise((resolve, reject) => {
    const { host, port } = addressOf(server);
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    let ignored: Message | undefined;
    const cancel = systemTimers.after(timeoutMs, () =>
      finish(
        noTime(
          ignored === undefined
            ? message('platform.noAnswer', { ms: timeoutMs })
            : message('platform.onlyIgnored', { ms: timeoutMs, why: ignored }),
        ),
      ),
    );
    let sentAt = 0;
    const request = requestOfNow();

    let finished = false;
    function finish(result: number | Error): void {
      // A name may be found unknown long after the time is up.
      if (finished) return;
      finished = true;
      cancel();
      socket.close();
      if (typeof result === 'number') resolve(result);
      else reject(result);
    }

    socket.on('error', (error) => finish(systemCode(error) === 'ECONNREFUSED' ? nobody() : error));
    socket.on('message', (answer) => {
      if (finished) return;
      const problem = complaint(answer, request);
      if (problem === undefined) finish(transmitTime(answer) + (systemTimers.now() - sentAt) / 2);
      else if (isKissOfDeath(answer, request)) finish(noTime(problem));
      else ignored = problem;
    });
    socket.once('connect', () => {
      if (finished) return;
      sentAt = systemTimers.now();
      socket.send(request, (error) => {
        if (error) finish(error);
      });
    });
    // Connected, so that the system hands on nothing that another address sends.
    socket.connect(port, host);
  });

function requestOfNow(): Buffer {
  const request = Buffer.alloc(PACKET_BYTES);
  request[0] = CLIENT_HEADER;
  // Random instead of the time, which others can guess; the server sends it back. Its first bit is set: 0 is no timestamp.
  randomFillSync(request, TRANSMIT_SECONDS_AT);
  request[TRANSMIT_SECONDS_AT] = (request[TRANSMIT_SECONDS_AT] ?? 0) | 0x80;
  return request;
}

function nobody(): PlatformError {
  return noTime(message('platform.noTimeServer'));
}

function noTime(why: Message): PlatformError {
  return new PlatformError('TIME', why);
}

/** Why an answer may not be trusted: first whether it is one at all, then what the server says of itself (RFC 4330, 5). */
function complaint(answer: Buffer, request: Buffer): Message | undefined {
  if (answer.length < PACKET_BYTES) {
    return message('platform.shortAnswer', { bytes: answer.length, expected: PACKET_BYTES });
  }
  const header = answer[0] ?? 0;
  if ((header & 0x07) !== MODE_SERVER) return message('platform.notFromServer');
  if (!isAnswerTo(answer, request)) return message('platform.otherRequest');
  const code = kissCode(answer);
  if (code !== undefined) return message('platform.kissOfDeath', { code });
  const stratum = answer[STRATUM_AT] ?? 0;
  if (header >> 6 === UNSYNCHRONISED || stratum > MAX_STRATUM) return message('platform.unsynchronised');
  if (answer.readUInt32BE(TRANSMIT_SECONDS_AT) === 0) return message('platform.noTime');
  return undefined;
}

function isAnswerTo(answer: Buffer, request: Buffer): boolean {
  return answer.subarray(ORIGINATE_AT, ORIGINATE_AT + 8).equals(request.subarray(TRANSMIT_SECONDS_AT));
}

/** Whether the server itself, and nobody in its name, asks to be left alone (RFC 4330, 8). */
function isKissOfDeath(answer: Buffer, request: Buffer): boolean {
  return answer.length >= PACKET_BYTES && kissCode(answer) !== undefined && isAnswerTo(answer, request);
}

/**
 * Why the server asks not to be asked, in four letters such as RATE, or none; undefined when it does not. One that is only
 * not synchronised may have the same stratum.
 */
function kissCode(answer: Buffer): string | undefined {
  if (answer[STRATUM_AT] !== 0) return undefined;
  const [code] = /^[A-Z]{4}$/.exec(answer.toString('latin1', REFERENCE_ID_AT, REFERENCE_ID_AT + 4)) ?? [];
  if (code !== undefined) return code;
  return (answer[0] ?? 0) >> 6 === UNSYNCHRONISED ? undefined : '';
}

function transmitTime(answer: Buffer): number {
  const seconds = answer.readUInt32BE(TRANSMIT_SECONDS_AT);
  const fraction = answer.readUInt32BE(TRANSMIT_SECONDS_AT + 4) / ERA_SECONDS;
  const era = seconds < SECONDS_1900_TO_1970 ? ERA_SECONDS : 0;
  return Math.round((seconds + era - SECONDS_1900_TO_1970 + fraction) * 1000);
}

function addressOf(server: string): HostPort {
  const alone = { host: withoutBrackets(server), port: NTP_PORT };
  try {
    const { host, port } = parseHostPort(server);
    return host === undefined ? alone : { host, port };
  } catch {
    // A name, or an IPv6 address, without a port.
    return alone;
  }
}
