import { counted, was } from '../counted.ts';
import type { Message, Render } from '../types.ts';

type OfPath = { readonly path: string };
type Because = { readonly why: Message };
type Limits = { readonly min: number; readonly max: number };
type OfValue = { readonly type: string; readonly place: string; readonly amount: number };

/** What is said of the flash: its directory, its files, and the values of the manufacturing NVS. */
export const flash = {
  certificateUnreadable: ({ why }: Because, render: Render) =>
    `a certificate that cannot be read: ${render(why)}`,
  fileUnusable: ({ path, why }: OfPath & Because, render: Render) =>
    `a connection cannot use ${path}: ${render(why)}`,
  pairMismatch: ({ cert, key, why }: Because & { cert: string; key: string }, render: Render) =>
    `the private key ${key} does not match the certificate ${cert}: ${render(why)}`,
  notLookedFor: ({ path, wanted }: OfPath & { wanted: string }) =>
    `no connection looks for ${path}: its name must be ${wanted}`,
  storedUnusable: ({ place, why }: Because & { place: string }, render: Render) =>
    `what was stored in ${place} cannot be used by a connection: ${render(why)}`,
  directoryUnusable: ({ path, why }: OfPath & Because, render: Render) =>
    `The flash directory ${path} cannot be used: ${render(why)}.`,
  noDirectory: ({ path }: OfPath) => `There is no flash directory ${path}.`,
  heldBy: ({ path, pid, program }: OfPath & { pid: number; program: string }) =>
    `The flash directory ${path} is in use by ${program}, process ${pid}; end that one first, or name another directory.`,
  held: ({ path }: OfPath) =>
    `The flash directory ${path} is in use by another program; end that one first, or name another directory.`,
  heldHere: ({ path }: OfPath) =>
    `The flash directory ${path} is in use by another module of this program; give each module its own.`,
  cannotLock: ({ path }: OfPath) =>
    `The flash directory ${path} cannot be locked: the system refuses a Unix socket, which is the lock.`,
  unusable: ({ path, why }: OfPath & Because, render: Render) => `${path} cannot be used: ${render(why)}.`,
  unreadable: ({ path, why }: OfPath & Because, render: Render) => `${path} cannot be read: ${render(why)}.`,
  unwritable: ({ path, why }: OfPath & Because, render: Render) =>
    `${path} cannot be written: ${render(why)}.`,
  notOpened: ({ path }: OfPath) => `${path} exists but cannot be opened; it may be a broken link.`,
  notSettings: ({ path }: OfPath) => `${path} is not a list of stored settings; repair it or move it away.`,
  newerFormat: ({ path, format, known }: OfPath & { format: number; known: number }) =>
    `The flash directory ${path} has format ${format}, and this version of atmqtt knows formats up to ${known}; run the version that wrote it, or name another directory.`,
  notFormat: ({ path }: OfPath) =>
    `${path} does not say which format the flash directory has; restore it from a backup.`,
  migrated: ({ path, from, to, copy }: OfPath & { from: number; to: number; copy: string }) =>
    `the flash directory ${path} was brought from format ${from} to ${to}; as it was before, it is kept in ${copy}`,
  notMigrated: ({ path, from, to, why }: OfPath & Because & { from: number; to: number }, render: Render) =>
    `The flash directory ${path} could not be brought from format ${from} to ${to} and is as it was: ${render(why)}.`,
  notEmpty: ({ path }: OfPath) =>
    `The flash directory ${path} is not empty; name another one, or give --replace, which keeps what is there in its folder replaced-….`,
  backupDamaged: ({ path, why }: OfPath & Because, render: Render) =>
    `${path} cannot be restored, and nothing has changed: ${render(why)}.`,
  noBackup: () => 'it is no backup that atmqtt backup has written, or it was cut short',
  notAsBackedUp: ({ path }: OfPath) => `${path} in it is not as it was when the backup was made`,
  newerBackup: ({ path, format, known }: OfPath & { format: number; known: number }) =>
    `${path} was made of a flash directory of format ${format}, and this version of atmqtt knows formats up to ${known}; restore it with the version that made it.`,
  notRestored: ({ path, why }: OfPath & Because, render: Render) =>
    `The flash directory ${path} could not be restored: ${render(why)}. What was there is in it, or in its folder replaced-….`,
  halfRestored: ({ path }: OfPath) =>
    `The flash directory ${path} is being restored, or was when that was killed: atmqtt run or another restore puts the rest in its place.`,
  tooLargeToBackUp: ({ path }: OfPath) =>
    `The flash directory ${path} holds more than the GiB that a backup may have; remove what is no session from its folder sessions.`,
  keepsChanging: ({ path }: OfPath) =>
    `The flash directory ${path} changes faster than it can be read; try again when its module stores less.`,
  linesPutAside: ({ path, count, aside }: OfPath & { count: number; aside: string }) =>
    `${counted(count, 'line')} of the stored session ${path} could not be read and ${was(count)} moved to ${aside}; the rest is used`,
  linesLeft: (
    { path, count, aside, why }: OfPath & Because & { count: number; aside: string },
    render: Render,
  ) =>
    `${counted(count, 'line')} of the stored session ${path} could not be read, nor moved to ${aside}: ${render(why)}; the rest is used`,
  notNumber: ({ path, type, min, max }: OfPath & Limits & { type: string }) =>
    `${path} should hold one ${type}, a number from ${min} to ${max}.`,
  notImported: ({ path, why }: OfPath & Because, render: Render) =>
    `${path} was not imported: ${lowerFirst(render(why))}`,
  whichPartition: ({ path }: OfPath) =>
    `${path} holds a certificate or a key, and its name does not say for which partition: name it, as with --partition mqtt_ca, --partition mqtt_cert or --partition mqtt_key.`,
  isNvs: ({ partition }: { partition: string }) =>
    `It is an image of all of NVS, not of ${partition} alone: import it without --partition, and call it mfg_nvs.bin.`,
  noSuchPartition: ({ name, partitions }: { name: string; partitions: readonly string[] }) =>
    `There is no partition ${JSON.stringify(name)} for certificates or keys; there are ${partitions.join(', ')}.`,
  nothingToExport: ({ partition }: { partition: string }) => `Nothing is stored in ${partition}.`,
  partitionTooSmall: ({ partition, bytes, needed }: { partition: string; bytes: number; needed: number }) =>
    `The image of ${partition} needs ${needed} bytes, not ${bytes}.`,

  notName: ({ name, max }: { name: string; max: number }) =>
    `${JSON.stringify(name)} is not a valid NVS name: a name has 1 to ${max} bytes without NUL.`,
  outOfRange: ({ type, place, amount, min, max }: OfValue & Limits) =>
    `A ${type} holds ${min} to ${max}, but ${place} has ${amount}.`,
  tooLong: ({ type, place, amount, max }: OfValue & { max: number }) =>
    `A ${type} holds at most ${max} bytes, but ${place} has ${amount}.`,
};

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
