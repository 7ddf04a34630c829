import { isUtf8 } from 'node:buffer';
import { bufferOf } from '#bytes/buffer-of';
import { message } from '#messages/message';
import { FlashError } from '#module/flash/flash-error';
import {
  isName,
  isNumber,
  MANUFACTURING_TYPES,
  type ManufacturingType,
  type ManufacturingValue,
} from '#module/flash/manufacturing';
import { isPem } from '#net/pem';

/** The ending of a file says which type its value has, so that each value is one file and nothing else. */
const TYPE_OF_EXTENSION: ReadonlyMap<string, ManufacturingType> = new Map([
  ['u8', 1],
  ['i8', 2],
  ['u16', 3],
  ['i16', 4],
  ['u32', 5],
  ['i32', 6],
  ['txt', 7],
  ['pem', 8],
  ['bin', 8],
]);

/** A file that holds a value. */
export interface ValueFile {
  readonly name: string;
  readonly key: string;
  readonly type: ManufacturingType;
}

/**
 * The name of a namespace or key as part of a path: letters, digits, `_`, `-` and `.` stay, any other byte and
 * a leading dot become `%` and two hexadecimal digits. So nothing that a host sends leaves the directory.
 */
export function encodeName(name: string): string {
  return name.replace(
    /^\.|[^A-Za-z0-9_.-]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** The name behind a part of a path, or undefined when `encodeName` gives that part for none. */
export function decodeName(part: string): string | undefined {
  const name = part.replace(/%([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return isName(name) && encodeName(name) === part ? name : undefined;
}

/** What a file in the directory of a namespace holds, by its name; undefined when it is none of ours. */
export function parseFileName(name: string): ValueFile | undefined {
  const dot = name.lastIndexOf('.');
  const type = TYPE_OF_EXTENSION.get(name.slice(dot + 1));
  const key = dot < 1 ? undefined : decodeName(name.slice(0, dot));
  return type === undefined || key === undefined ? undefined : { name, key, type };
}

/** The name of the file for a value. */
export function fileNameOf(key: string, stored: ManufacturingValue): string {
  const { name } = MANUFACTURING_TYPES[stored.type];
  if (isNumber(stored)) return `${encodeName(key)}.${name}`;
  if (stored.type === 7) return `${encodeName(key)}.txt`;
  return `${encodeName(key)}.${isPem(stored.value) && isUtf8(stored.value) ? 'pem' : 'bin'}`;
}

/** The content of the file for a value: the bytes as they are, or a number in decimal on a line. */
export function contentOf(stored: ManufacturingValue): Buffer {
  return isNumber(stored) ? Buffer.from(`${stored.value}\n`) : bufferOf(stored.value);
}

/**
 * The value in a file.
 * @param path for the message
 * @throws FlashError when it should hold a number and does not
 */
export function valueFrom(type: ManufacturingType, content: Buffer, path: string): ManufacturingValue {
  if (type === 7 || type === 8) return { type, value: content };
  const { name, min, max } = MANUFACTURING_TYPES[type];
  const text = content.toString('latin1').trim();
  const value = Number(text);
  if (/^-?\d+$/.test(text) && value >= min && value <= max) return { type, value };
  throw new FlashError('DAMAGED', message('flash.notNumber', { path, type: name, min, max }));
}
