import type { Command } from 'commander';
import { isStandardOutput } from '#files/target';
import type { ExportOptions, FlashOptions, ImportOptions } from '../flash.ts';
import { notice, print, printAside } from '../output.ts';

/** `atmqtt flash`. */
export function addFlash(program: Command): void {
  const flash = program
    .command('flash')
    .description('look into a flash directory, or move it to and from a genuine module’s mfg_nvs.bin');
  const directory = ['--flash <dir>', 'the flash directory, as for run'] as const;
  flash
    .command('ls')
    .description('list what the manufacturing NVS holds')
    .requiredOption(...directory)
    .action(async (options: FlashOptions) => {
      const { listFlash } = await import('../flash.ts');
      listFlash(options, print);
    });
  flash
    .command('import')
    .description('take over what a partition image holds, or a certificate or key in PEM')
    .argument('<file>', 'an image such as mfg_nvs.bin, one packed by AtPKI.py such as mqtt_ca.bin, or PEM')
    .requiredOption(...directory)
    .option(
      '--partition <name>',
      'which one a certificate or key is for, such as mqtt_ca; by the name of the file unless given',
    )
    .action(async (file: string, options: ImportOptions) => {
      const { importFlash } = await import('../flash.ts');
      importFlash(file, options, print, notice);
    });
  flash
    .command('export')
    .description('write a partition image that a genuine module takes')
    .argument('<file>', 'the image to write')
    .requiredOption(...directory)
    .option(
      '--partition <name>',
      'one of certificates or keys, packed as AtPKI.py does; all of NVS unless given',
    )
    .option('--size <bytes>', 'size of the partition, such as 0x1F000 or 124K; of NVS 112K unless given')
    .action(async (file: string, options: ExportOptions) => {
      const { exportFlash } = await import('../flash.ts');
      // The image itself may be what goes to standard output.
      exportFlash(file, options, isStandardOutput(file) ? printAside : print);
    });
}
