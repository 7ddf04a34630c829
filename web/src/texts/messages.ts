import { signal } from '@preact/signals';
import type { Language } from '#messages/language';
import { language } from './language.ts';

/** A text of the program: in English, and what it is made of for who speaks another language. */
export interface ProgramText {
  readonly text: string;
  readonly key?: string | undefined;
  readonly params?: unknown;
}

/** The catalogue of the program in Chinese, once it is needed and here. */
const chinese = signal<Language | undefined>(undefined);
let asked = false;

/** A text of the program in the language of the page. In English until the catalogue is here. */
export function shownText({ text, key, params }: ProgramText): string {
  if (language.value === 'en' || key === undefined) return text;
  if (chinese.value === undefined) {
    loadChinese();
    return text;
  }
  return chinese.value.textOf({ key, params });
}

function loadChinese(): void {
  if (asked) return;
  asked = true;
  void import('#messages/zh/chinese').then(
    (loaded) => {
      chinese.value = loaded.chinese;
    },
    () => {
      asked = false;
    },
  );
}
