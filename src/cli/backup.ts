import { message } from '#messages/message';
import { makeBackup, restoreBackup } from '#node/flash/backup';
import { printedText } from './language.ts';

interface BackupOptions {
  /** The flash directory, as for `run --flash`. */
  readonly flash: string;
  readonly replace?: boolean;
}

/** `backup`. @throws FlashError, UsageError as `makeBackup` does */
export function backUp(file: string, { flash }: BackupOptions, print: (line: string) => void): void {
  const { files, bytes } = makeBackup(flash, file);
  print(printedText(message('cli.backedUp', { directory: flash, file, files, bytes })));
}

/** `restore`. @throws FlashError, UsageError as `restoreBackup` does */
export function restore(
  file: string,
  { flash, replace }: BackupOptions,
  print: (line: string) => void,
): void {
  const { files, bytes, made, kept } = restoreBackup(file, flash, { replace: replace === true });
  print(printedText(message('cli.restored', { directory: flash, files, bytes, made })));
  if (kept !== undefined) print(printedText(message('cli.restoreKept', { kept })));
}
