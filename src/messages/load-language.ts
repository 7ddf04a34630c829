import { english, type Language, type LanguageCode } from './language.ts';

/** A language; what is not English is loaded only here, so that who reads English does not wait for it. */
export async function loadLanguage(code: LanguageCode): Promise<Language> {
  if (code === 'en') return english;
  const { chinese } = await import('./zh/chinese.ts');
  return chinese;
}
