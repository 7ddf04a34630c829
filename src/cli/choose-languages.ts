import type { Environment } from '#config/environment';
import { UsageError } from '#errors/usage-error';
import { LANGUAGES, type LanguageCode } from '#messages/language';
import { message } from '#messages/message';

/** What asks for a language where no option does. */
export const LANGUAGE_VARIABLE = 'ATMQTT_LANG';
/** What POSIX asks for the language of messages, the first that is set. */
const LOCALE = ['LC_ALL', 'LC_MESSAGES', 'LANG'];

/** What languages a person reads here. */
export interface LanguageCodes {
  /** Of what a command prints on standard output. */
  readonly printed: LanguageCode;
  /** Of the log, and of what is said besides, on standard error. */
  readonly noted: LanguageCode;
  /** Of what is written into files for people. */
  readonly written: LanguageCode;
}

/** What says which languages they are. */
export interface LanguageSources {
  /** What `--lang` says. */
  readonly asked: string | undefined;
  readonly environment: Environment;
  /** Whether a person reads standard output, as the locale is a person's. */
  readonly printedIsRead: boolean;
  /** The same for standard error. */
  readonly notedIsRead: boolean;
}

/**
 * The option goes before `ATMQTT_LANG`, that before the locale, which counts only where a person reads.
 * @throws UsageError for a language that there is not, which was asked for by name
 */
export function chooseLanguages(sources: LanguageSources): LanguageCodes {
  const { asked, environment, printedIsRead, notedIsRead } = sources;
  const variable = environment[LANGUAGE_VARIABLE]?.trim() || undefined;
  const named = asked === undefined ? [LANGUAGE_VARIABLE, variable] : ['--lang', asked];
  const [name = '', typed] = named;
  if (typed !== undefined) {
    const code = languageOf(typed);
    if (code === undefined) throw new UsageError(message('cli.noLanguage', { name, typed }));
    return { printed: code, noted: code, written: code };
  }
  const locale = languageOf(LOCALE.map((each) => environment[each]).find(Boolean) ?? '') ?? 'en';
  return { printed: printedIsRead ? locale : 'en', noted: notedIsRead ? locale : 'en', written: 'en' };
}

/** `zh`, `zh-CN` and `zh_CN.UTF-8` are one language. */
function languageOf(locale: string): LanguageCode | undefined {
  const language = locale.split(/[-_.@]/, 1)[0]?.toLowerCase();
  return LANGUAGES.find((code) => code === language);
}
