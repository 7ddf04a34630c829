import { readFileSync, statSync } from 'node:fs';
import { reasonOf } from '#errors/atmqtt-error';
import { firstLineOf } from '#errors/system-error';
import { message } from '#messages/message';
import { PortError } from '../errors.ts';

const DIALOUT = 'dialout';

/**
 * Says why a device could not be opened and what to do.
 * @param error as the package serialport gives it, which has no codes but the system's words
 */
export function serialFailure(path: string, error: unknown, groupOf = groupOfFile): PortError {
  const words = firstLineOf(error);
  const place = `serial ${path}`;
  const cause = { cause: error };
  const healing = { cause: error, mayHeal: true };
  if (/no such file|not a directory|file not found/i.test(words)) {
    return new PortError('UNAVAILABLE', message('ports.deviceMissing', { place }), healing);
  }
  if (/permission denied/i.test(words)) {
    const group = groupOf(path);
    return new PortError('DENIED', message('ports.deviceDenied', { place, group }), cause);
  }
  // Windows says "access denied" of a device that another program has open.
  if (/cannot lock|busy|temporarily unavailable|access denied/i.test(words)) {
    return new PortError('TAKEN', message('ports.deviceTaken', { place }), healing);
  }
  if (/inappropriate ioctl|is a directory/i.test(words)) {
    return new PortError('UNAVAILABLE', message('ports.notASerialDevice', { place }), cause);
  }
  return new PortError(
    'UNAVAILABLE',
    message('ports.cannotOpenDevice', { place, why: reasonOf(error) }),
    cause,
  );
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
