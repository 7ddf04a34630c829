import { execFile } from 'node:child_process';
import { reasonOf } from '#errors/atmqtt-error';
import { message } from '#messages/message';
import type { Ping } from '#module/platform';
import { PlatformError } from '#module/platform-error';

/** Seconds that a host gets to answer. */
const ANSWER_SECONDS = 4;
/** Milliseconds for all of it: finding the name may take longer than the answer. */
const TIMEOUT_MS = 15_000;
const ROUND_TRIP = /time[=<]([\d.]+) ?ms/;

/**
 * Asks the system's `ping`, which may send echo requests where this program may not.
 * Rejects with PlatformError, also when there is no such program.
 */
export const systemPing: Ping = (host) =>
  new Promise((resolve, reject) => {
    const options = { timeout: TIMEOUT_MS, env: { ...process.env, LC_ALL: 'C' } };
    // Behind -- nothing is taken for an option.
    const args = ['-n', '-c', '1', '-W', String(ANSWER_SECONDS), '--', host];
    try {
      execFile('ping', args, options, (error, stdout, stderr) => {
        if (error !== null && 'code' in error && error.code === 'ENOENT') {
          return reject(new PlatformError('PING', message('platform.noPing'), { cause: error }));
        }
        if (error !== null && typeof error.code === 'string') return reject(notRun(error));
        const time = ROUND_TRIP.exec(stdout)?.[1];
        if (error === null && time !== undefined) return resolve(Math.ceil(Number(time)));
        const complaint = stderr.trim().split('\n')[0];
        const why = complaint
          ? message('errors.foreign', { text: complaint })
          : message('platform.silent', { host, seconds: ANSWER_SECONDS });
        reject(new PlatformError('SILENT', why, error === null ? {} : { cause: error }));
      });
    } catch (error) {
      // Node throws what it does not expect of the system, as EPERM.
      reject(notRun(error));
    }
  });

function notRun(error: unknown): PlatformError {
  const reason = message('platform.pingNotRun', { why: reasonOf(error) });
  return new PlatformError('PING', reason, { cause: error });
}
