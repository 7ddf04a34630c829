import { fstatSync } from 'node:fs';

/**
 * Whether standard error is the journal of systemd: it names the device and inode of the socket that it gave the service.
 * @param journal `JOURNAL_STREAM` of the environment
 */
export function isJournal(journal = process.env.JOURNAL_STREAM): boolean {
  if (journal === undefined) return false;
  try {
    const { dev, ino } = fstatSync(process.stderr.fd, { bigint: true });
    return journal === `${dev}:${ino}`;
  } catch {
    return false;
  }
}
