import type { Argument, HelpConfiguration, Option } from 'commander';
import type { Language } from '#messages/language';
import { displayWidth, wrapped } from '../wrapped.ts';

/** How commander writes help in a language: descriptions and its own words are looked up as they are printed. */
export function helpWords(language: Language): HelpConfiguration {
  // Commander's own help is what an English reader gets.
  if (language.code === 'en') return { showGlobalOptions: true };
  const { describe } = language;
  const about = (described: Option | Argument): string => {
    const { argChoices, defaultValue, defaultValueDescription } = described;
    // What is not given is no default to tell of: a flag that is off.
    const takes = !('flags' in described) || described.required || described.optional;
    const extra = [
      ...(argChoices === undefined ? [] : [`${describe('choices:')}${quoted(argChoices).join('、')}`]),
      ...(defaultValue === undefined || !takes
        ? []
        : [
            describe('default:') +
              (defaultValueDescription === undefined
                ? JSON.stringify(defaultValue)
                : describe(defaultValueDescription)),
          ]),
    ];
    return describe(described.description) + (extra.length === 0 ? '' : `（${extra.join('；')}）`);
  };
  return {
    showGlobalOptions: true,
    styleTitle: describe,
    commandDescription: (command) => describe(command.description()),
    subcommandDescription: (command) => describe(command.description()),
    optionDescription: about,
    argumentDescription: about,
    displayWidth,
    boxWrap: wrapped,
  };
}

function quoted(choices: readonly string[]): string[] {
  return choices.map((choice) => JSON.stringify(choice));
}
