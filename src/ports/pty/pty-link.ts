import { lstatSync, readlinkSync, type Stats, statSync, symlinkSync, unlinkSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { reasonOf } from '#errors/atmqtt-error';
import { message } from '#messages/message';
import { isPortError, PortError } from '../errors.ts';
import { folderError } from '../shared/folder-error.ts';
import { onProcessExit } from '../shared/process-exit.ts';

/** Links made here and not yet removed, with what they point to. */
const made = new Map<string, { device: string; keep: () => void }>();

/**
 * Makes `link` point to the terminal `device`. A link left behind by a program that has gone is replaced.
 * @param previous a terminal of ours that the link may point to as well
 * @throws PortError when something that is still of use to somebody is there
 */
export function claimLink(link: string, device: string, previous?: string): void {
  try {
    removeStale(link, device, previous);
    symlinkSync(device, link);
  } catch (error) {
    throw isPortError(error) ? error : linkError(link, error);
  }
  made.get(link)?.keep();
  made.set(link, { device, keep: onProcessExit(() => releaseLink(link)) });
}

/** Removes the link if it is still the one made by `claimLink`. */
export function releaseLink(link: string): void {
  const entry = made.get(link);
  if (entry === undefined) return;
  made.delete(link);
  entry.keep();
  try {
    if (readlinkSync(link) === entry.device) unlinkSync(link);
  } catch {
    // Somebody removed or replaced it: no longer ours.
  }
}

function removeStale(link: string, device: string, previous: string | undefined): void {
  const entry = lstatSync(link, { throwIfNoEntry: false });
  if (entry === undefined) return;
  // In /tmp it could not be replaced, and who owns it decides where it leads.
  if (process.geteuid !== undefined && entry.uid !== process.geteuid()) {
    throw new PortError('DENIED', message('ports.linkOfOther', { link }));
  }
  if (!entry.isSymbolicLink()) {
    const thing = entry.isDirectory() ? 'folder' : 'file';
    throw new PortError('TAKEN', message('ports.notALink', { link, thing }));
  }
  const target = resolve(dirname(link), readlinkSync(link));
  if (target !== device && target !== previous) {
    const there = statSync(link, { throwIfNoEntry: false });
    if (there?.isCharacterDevice() && !isYounger(there, entry, device)) {
      throw new PortError('TAKEN', message('ports.linkInUse', { link, target }), { mayHeal: true });
    }
    if (there !== undefined && !there.isCharacterDevice()) {
      throw new PortError('TAKEN', message('ports.linkElsewhere', { link, target }));
    }
  }
  unlinkSync(link);
}

/**
 * Whether a terminal was opened after the link to it was made: the one that the link was for has gone, and its number
 * was given away again. Who changes mode or owner of a terminal makes it look younger too; then it is not taken for so.
 */
function isYounger(terminal: Stats, link: Stats, fresh: string): boolean {
  const { mode, uid } = statSync(fresh);
  return terminal.ctimeMs > link.mtimeMs && terminal.mode === mode && terminal.uid === uid;
}

function linkError(link: string, error: unknown): PortError {
  const reason = message('ports.cannotMakeLink', { link, why: reasonOf(error) });
  return folderError(link, link, error) ?? new PortError('UNAVAILABLE', reason, { cause: error });
}
