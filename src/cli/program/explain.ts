import { type Command, Option } from 'commander';
import { FOLLOWS } from '#firmware/places';
import { DEFAULT_FIRMWARE, FIRMWARES } from '#firmware/releases';
import type { SettingsInput } from '#module/settings/settings';

/** `atmqtt explain`. */
export function addExplain(program: Command): void {
  program
    .command('explain')
    .description('say what an error code means, which commands give it and what to do')
    .argument('<code>', 'as printed, 0x010a6006, or the manual’s part, 6006')
    .addOption(
      new Option('--firmware <release>', 'of which release').choices(FIRMWARES).default(DEFAULT_FIRMWARE),
    )
    .addOption(
      new Option('--follow <whom>', 'the manual, or genuine modules').choices(FOLLOWS).default('manual'),
    )
    .action(async (code: string, profile: Pick<SettingsInput, 'firmware' | 'follow'>) => {
      const [{ explainCode }, { commandsFor }, { parseSettings }] = await Promise.all([
        import('#commands/explain-code'),
        import('#commands/index'),
        import('#module/settings/parse'),
      ]);
      process.stdout.write(explainCode(code, commandsFor(parseSettings(profile))));
    });
}
