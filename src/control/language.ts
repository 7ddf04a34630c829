import { LANGUAGES, type Language, type LanguageCode } from '#messages/language';
import { loadLanguage } from '#messages/load-language';

/**
 * The language that whoever asks reads: the one that is named, or the first of those that the browser is set to; English unless there is one of
 * them.
 * @param accepted the header Accept-Language
 */
export function languageOf(named: LanguageCode | undefined, accepted: string | undefined): Promise<Language> {
  return loadLanguage(named ?? firstOf(accepted));
}

function firstOf(accepted = ''): LanguageCode {
  const wanted = accepted
    .split(',')
    .map((each) => each.trim().split(/\s*;\s*q=/))
    .map(([tag = '', weight = '1']) => ({ code: tag.toLowerCase().split('-')[0], weight: Number(weight) }))
    .sort((one, other) => other.weight - one.weight);
  const found = wanted.find(({ code, weight }) => weight > 0 && LANGUAGES.some((each) => each === code));
  return LANGUAGES.find((each) => each === found?.code) ?? LANGUAGES[0];
}
