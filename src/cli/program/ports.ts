import type { Command } from 'commander';
import { print } from '../output.ts';
import type { PortsOptions } from '../ports.ts';

/** `atmqtt ports`. */
export function addPorts(program: Command): void {
  program
    .command('ports')
    .description('list the serial devices of this computer and the kinds of port there are')
    .option('--json', 'print the devices as a JSON array')
    .action(async (options: PortsOptions) => {
      const { ports } = await import('../ports.ts');
      await ports(options, print);
    });
}
