import { type Command, Option } from 'commander';
import { FOLLOWS } from '#firmware/places';
import { DEFAULT_FIRMWARE, FIRMWARES } from '#firmware/releases';
import type { SettingsInput } from '#module/settings/settings';

import { printedLanguage } from '../language.ts';

/** `atmqtt explain`. */
export function addExplain(program: Command): void {
  program
    .command('explain')
    .description('say what an error code, a command, a message or a compat rule means, and what to do')
    .argument(
      '<what>',
      'a code, 0x010a6006 or 6006; its name, AT_MQTT_NULL_LINK or busy; AT+MQTTPUB; +MQTTDISCONNECTED; chunkLines',
    )
    .addOption(
      new Option('--firmware <release>', 'of which release').choices(FIRMWARES).default(DEFAULT_FIRMWARE),
    )
    .addOption(
      new Option('--follow <whom>', 'the manual, or genuine modules').choices(FOLLOWS).default('manual'),
    )
    .action(async (what: string, profile: Pick<SettingsInput, 'firmware' | 'follow'>) => {
      const [{ explain }, { commandsFor }, { parseSettings }] = await Promise.all([
        import('#commands/explain'),
        import('#commands/index'),
        import('#module/settings/parse'),
      ]);
      process.stdout.write(explain(what, commandsFor(parseSettings(profile)), printedLanguage()));
    });
}
