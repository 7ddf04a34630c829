import type { Command } from 'commander';

/** `atmqtt explain`. */
export function addExplain(program: Command): void {
  program
    .command('explain')
    .description('say what an error code means, which commands give it and what to do')
    .argument('<code>', 'as printed, 0x010a6006, or the manual’s part, 6006')
    .action(async (code: string) => {
      const [{ explain }, { COMMANDS }] = await Promise.all([
        import('../explain.ts'),
        import('#commands/index'),
      ]);
      process.stdout.write(explain(code, COMMANDS));
    });
}
