import { createSocket } from 'node:dgram';
import { type Message, message } from '#messages/message';
import type { AskTime } from '#module/platform';
import { PlatformError } from '#module/platform-error';
import { type HostPort, parseHostPort, withoutBrackets } from '#net/host-port';
import { systemTimers } from '#time/timers';

const NTP_PORT = 123;
const PACKET_BYTES = 48;
const TRANSMIT_SECONDS_AT = 40;
const ORIGINATE_AT = 24;
const MODE_SERVER = 4;
/** Leap indicator 0, version 4, mode 3: client (RFC 4330, 4). */
const CLIENT_HEADER = 0x23;
/** Leap indicator 3: the server's clock is not synchronised (RFC 4330, 4). */
const UNSYNCHRONISED = 3;
/** Seconds from 1900, where NTP begins, to 1970. */
const SECONDS_1900_TO_1970 = 2_208_988_800;
/** Seconds in an NTP era; era 1 begins in 2036 (RFC 4330, 3). */
const ERA_SECONDS = 2 ** 32;

/**
 * One SNTP exchange over UDP (RFC 4330).
 * @returns the server's time plus half the way there and back; rejects when the name is unknown, nothing
 *   comes in time, or the answer is none that may be trusted
 */
export const askSntpServer: AskTime = (server, timeoutMs) =>
  new Promise((resolve, reject) => {
    const { host, port } = addressOf(server);
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    const cancel = systemTimers.after(timeoutMs, () =>
      finish(noTime(message('platform.noAnswer', { ms: timeoutMs }))),
    );
    const sentAt = systemTimers.now();
    const request = Buffer.alloc(PACKET_BYTES);
    request[0] = CLIENT_HEADER;
    // The server sends it back, which tells its answer from a stray or forged one.
    request.writeBigUInt64BE(BigInt(Date.now()), TRANSMIT_SECONDS_AT);

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

    socket.once('error', finish);
    socket.once('message', (answer) => {
      const problem = complaint(answer, request);
      if (problem !== undefined) return finish(noTime(problem));
      finish(transmitTime(answer) + (systemTimers.now() - sentAt) / 2);
    });
    socket.send(request, port, host, (error) => {
      if (error) finish(error);
    });
  });

function noTime(why: Message): PlatformError {
  return new PlatformError('TIME', why);
}

function complaint(answer: Buffer, request: Buffer): Message | undefined {
  if (answer.length < PACKET_BYTES) {
    return message('platform.shortAnswer', { bytes: answer.length, expected: PACKET_BYTES });
  }
  const header = answer[0] ?? 0;
  if ((header & 0x07) !== MODE_SERVER) return message('platform.notFromServer');
  if (header >> 6 === UNSYNCHRONISED) return message('platform.unsynchronised');
  if (answer[1] === 0) return message('platform.kissOfDeath');
  const echoed = answer.subarray(ORIGINATE_AT, ORIGINATE_AT + 8);
  if (!echoed.equals(request.subarray(TRANSMIT_SECONDS_AT))) return message('platform.otherRequest');
  if (answer.readUInt32BE(TRANSMIT_SECONDS_AT) === 0) return message('platform.noTime');
  return undefined;
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
