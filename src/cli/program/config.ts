import type { Command } from 'commander';
import type { PlanOptions } from '#config/plan-options';
import { EXIT_USAGE, notice, print } from '../output.ts';
import { addPlanOptions } from './plan-options.ts';

/** `atmqtt config`. */
export function addConfig(program: Command): void {
  const config = program.command('config').description('check a settings file, or show what is in effect');
  config
    .command('check')
    .description('find the mistakes in a settings file')
    .argument('[file]', 'the file; ATMQTT_CONFIG or atmqtt.yaml unless given')
    .action(async (file: string | undefined) => {
      const { checkConfig } = await import('../config-check.ts');
      process.exitCode = checkConfig(file, process.env, print, notice) ? 0 : EXIT_USAGE;
    });
  addPlanOptions(
    config
      .command('show')
      .description('show every value in effect and where it came from; takes run’s options'),
  )
    .option('--json', 'print a JSON array')
    .action(async (options: PlanOptions & { json?: true }) => {
      const { showConfig } = await import('../config-show.ts');
      await showConfig(options, process.env, print, notice);
    });
}
