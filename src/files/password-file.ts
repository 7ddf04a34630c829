import { isUtf8 } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { reasonOf } from '#errors/atmqtt-error';
import { UsageError } from '#errors/usage-error';
import { type Message, message } from '#messages/message';
import { exposureOf } from './exposure.ts';

/** The longest password of MQTT [MQTT-1.5.3], and a line end. */
const LARGEST_BYTES = 65_535 + 2;
const STANDARD_INPUT = 0;

/**
 * Reads a password: the only line of a file, a pipe, or standard input (`-`).
 * @param warn takes that others can read the file
 * @throws UsageError when there is none; its message holds nothing of the file
 */
export function readPasswordFile(path: string, warn: (warning: Message) => void): string {
  const bytes = readBytes(path, warn);
  const text = bytes.toString().replace(/\r?\n$/, '');
  const mistake =
    bytes.length > LARGEST_BYTES
      ? 'long'
      : !isUtf8(bytes)
        ? 'notText'
        : text === ''
          ? 'empty'
          : /[\r\n\0]/.test(text)
            ? 'lines'
            : undefined;
  if (mistake === undefined) return text;
  throw new UsageError(message('files.noPassword', { path, mistake }));
}

/** All there is, or enough to see that it is too much. */
function readBytes(path: string, warn: (warning: Message) => void): Buffer {
  const buffer = Buffer.alloc(LARGEST_BYTES + 1);
  let descriptor: number | undefined;
  try {
    descriptor = path === '-' ? STANDARD_INPUT : openSync(path, 'r');
    const exposure = exposureOf(path, 'password', fstatSync(descriptor));
    if (exposure !== undefined && path !== '-') warn(exposure);
    let size = 0;
    for (let read = -1; read !== 0 && size < buffer.length; size += read) {
      read = readSync(descriptor, buffer, size, buffer.length - size, null);
    }
    return buffer.subarray(0, size);
  } catch (error) {
    const why = reasonOf(error);
    throw new UsageError(message('files.passwordUnreadable', { path, why }), { cause: error });
  } finally {
    if (descriptor !== undefined && path !== '-') closeSync(descriptor);
  }
}
