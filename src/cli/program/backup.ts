import type { Command } from 'commander';
import { isStandardOutput } from '#files/target';
import { print, printAside } from '../output.ts';

interface BackupOptions {
  /** The flash directory, as for `run --flash`. */
  readonly flash: string;
  readonly replace?: boolean;
}

const DIRECTORY = ['--flash <dir>', 'the flash directory, as for run'] as const;

/** `atmqtt backup` and `atmqtt restore`. */
export function addBackup(program: Command): void {
  program
    .command('backup')
    .description('write a backup of a flash directory, also while a module runs on it')
    .argument('<file>', 'the backup to write, a .tar.gz; - is standard output')
    .requiredOption(...DIRECTORY)
    .action(async (file: string, options: BackupOptions) => {
      const { backUp } = await import('../backup.ts');
      backUp(file, options, isStandardOutput(file) ? printAside : print);
    });
  program
    .command('restore')
    .description('put a backup into a flash directory that no module uses')
    .argument('<file>', 'the backup')
    .requiredOption(...DIRECTORY)
    .option('--replace', 'also where something is stored already, which is kept in its folder replaced-…')
    .action(async (file: string, options: BackupOptions) => {
      const { restore } = await import('../backup.ts');
      restore(file, options, print);
    });
}
