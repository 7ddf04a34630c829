import { Command, CommanderError } from 'commander';
import type { Environment } from '#config/environment';
import { english, type Language } from '#messages/language';
import { loadLanguage } from '#messages/load-language';
import type { Message } from '#messages/message';
import { chooseLanguages, LANGUAGE_VARIABLE, type LanguageCodes } from './choose-languages.ts';

export const LANGUAGE_OPTION = '--lang <language>';

/** What `--lang` says, before any command knows its options. */
function askedFor(argv: readonly string[]): string | undefined {
  const option = new Command()
    .option(LANGUAGE_OPTION)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  try {
    option.parseOptions([...argv]);
  } catch (error) {
    // Without its value, which is told where all options are read.
    if (error instanceof CommanderError) return undefined;
    throw error;
  }
  return option.opts<{ lang?: string }>().lang;
}

let printed: Language = english;
let noted: Language = english;
let written: Language = english;

/**
 * Chooses the languages of this process, before anything is told.
 * @param argv without the program
 * @throws UsageError for one that there is not, which is told in the language of the locale
 */
export async function speak(argv: readonly string[], environment: Environment): Promise<void> {
  const read = {
    printedIsRead: process.stdout.isTTY === true,
    notedIsRead: process.stderr.isTTY === true,
  };
  try {
    await use(chooseLanguages({ asked: askedFor(argv), environment, ...read }));
  } catch (error) {
    await use(
      chooseLanguages({
        asked: undefined,
        environment: { ...environment, [LANGUAGE_VARIABLE]: '' },
        ...read,
      }),
    );
    throw error;
  }
}

async function use(codes: LanguageCodes): Promise<void> {
  printed = await loadLanguage(codes.printed);
  noted = await loadLanguage(codes.noted);
  written = await loadLanguage(codes.written);
}

/** The language of standard output. */
export const printedLanguage = (): Language => printed;

/** The language of standard error. */
export const notedLanguage = (): Language => noted;

/** The language of files that people read. */
export const writtenLanguage = (): Language => written;

/** The text of a message on standard output. */
export const printedText = (said: Message): string => printed.textOf(said);

/** The text of a message on standard error. */
export const notedText = (said: Message): string => noted.textOf(said);
