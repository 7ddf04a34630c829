import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { LanguageCode } from '#messages/language';
import { about } from '../state/about.ts';

/** The languages there are, and how they call themselves. */
export const LANGUAGES: { readonly [L in LanguageCode]: string } = { en: 'English', zh: '中文' };

const KEPT_AS = 'atmqtt-language';

/** What was chosen here, now or before. */
const chosen = signal(localStorage.getItem(KEPT_AS));

/** The language of the page: the chosen one, or what the browser prefers; Chinese too where the program was started in it. */
export const language = computed<LanguageCode>(() => {
  if (chosen.value !== null && isLanguage(chosen.value)) return chosen.value;
  const preferred = navigator.languages.map((each) => each.toLowerCase().slice(0, 2)).find(isLanguage);
  return about.value?.language === 'zh' ? 'zh' : (preferred ?? 'en');
});

/** Speaks another language from now on, and the next time too. */
export function choose(code: LanguageCode): void {
  chosen.value = code;
  localStorage.setItem(KEPT_AS, code);
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
