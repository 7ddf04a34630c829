import { readFileSync, statSync } from 'node:fs';
import { firstLineOf } from '#errors/system-error';
import { PortError } from '../port.ts';

const DIALOUT = 'dialout';

/**
 * Says why a device could not be opened and what to do.
 * @param error as the package serialport gives it, which has no codes but the system's words
 */
export function serialFailure(path: string, error: unknown, groupOf = groupOfFile): PortError {
  const words = firstLineOf(error);
  const here = `serial ${path}`;
  const fail = (code: ConstructorParameters<typeof PortError>[0], what: string): PortError =>
    new PortError(code, `${here} ${what}`, { cause: error });
  if (/no such file|not a directory|file not found/i.test(words)) {
    return fail('UNAVAILABLE', 'is not there; plug the device in, or let atmqtt ports list what there is');
  }
  if (/permission denied/i.test(words)) {
    const group = groupOf(path);
    return fail(
      'DENIED',
      `is not allowed to this user; join its group with sudo usermod -aG ${group} $USER and log in again`,
    );
  }
  // Windows says "access denied" of a device that another program has open.
  if (/cannot lock|busy|temporarily unavailable|access denied/i.test(words)) {
    return fail('TAKEN', 'is in use by another program; end that one first');
  }
  if (/inappropriate ioctl|is a directory/i.test(words)) {
    return fail('UNAVAILABLE', 'is no serial device; atmqtt ports lists what there is');
  }
  return fail('UNAVAILABLE', `cannot be opened (${words}); atmqtt ports lists what there is`);
}

/** The group that may use a file, by name; the one that serial devices usually have when it cannot be told. */
function groupOfFile(path: string): string {
  try {
    const { gid } = statSync(path);
    const lines = readFileSync('/etc/group', 'utf8').split('\n');
    const found = lines.map((line) => line.split(':')).find(([, , id]) => Number(id) === gid);
    return gid === 0 || found?.[0] === undefined ? DIALOUT : found[0];
  } catch {
    return DIALOUT;
  }
}
