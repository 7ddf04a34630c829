import type { Command } from 'commander';
import { print } from '../output.ts';

/** `atmqtt firmware`. */
export function addFirmware(program: Command): void {
  const firmware = program
    .command('firmware')
    .description('list the releases of ESP-AT that a module can be, or say what differs between two')
    .action(async () => {
      const { listFirmware } = await import('../firmware.ts');
      listFirmware(print);
    });
  firmware
    .command('diff')
    .description('say what differs between two releases for a host')
    .argument('<from>', 'such as 3.4')
    .argument('<to>', 'such as 5.0')
    .action(async (from: string, to: string) => {
      const { diffFirmware } = await import('../firmware.ts');
      diffFirmware(from, to, print);
    });
}
