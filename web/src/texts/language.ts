import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { LanguageCode } from '#messages/language';

/** The languages there are, and how they call themselves. */
export const LANGUAGES: { readonly [L in LanguageCode]: string } = { en: 'English', zh: '中文' };

const KEPT_AS = 'atmqtt-language';

/** The language of the page: what was chosen here before, or what the browser prefers. */
export const language = signal<LanguageCode>(preferred());

/** Speaks another language from now on, and the next time too. */
export function choose(code: LanguageCode): void {
  language.value = code;
  localStorage.setItem(KEPT_AS, code);
}

function preferred(): LanguageCode {
  const kept = localStorage.getItem(KEPT_AS);
  const wanted = kept === null ? navigator.languages : [kept];
  for (const each of wanted) {
    const code = each.toLowerCase().slice(0, 2);
    if (isLanguage(code)) return code;
  }
  return 'en';
}

function isLanguage(code: string): code is LanguageCode {
  return Object.hasOwn(LANGUAGES, code);
}

/** Texts of a panel in the language of the page; Chinese has all that English has, or it is no program. */
export function defineTexts<T extends object>(texts: {
  readonly en: T;
  readonly zh: NoInfer<T>;
}): ReadonlySignal<T> {
  return computed(() => texts[language.value]);
}
