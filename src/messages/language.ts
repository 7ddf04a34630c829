import { type Message, textOf } from './message.ts';

/** The languages there are; the first is what is spoken unless another is asked for. */
export const LANGUAGES = ['en', 'zh'] as const;

/** `en`, `zh`. */
export type LanguageCode = (typeof LANGUAGES)[number];

/** What texts become where a person reads them. */
export interface Language {
  /** As `--lang` takes it. */
  readonly code: LanguageCode;
  /** The text of a message. */
  textOf(message: Message): string;
  /** What stands in English with what it describes: help of options, commands, parameters, settings, messages. */
  describe(text: string): string;
}

/** The language of programs, errors and events, and of people who ask for no other. */
export const english: Language = { code: 'en', textOf, describe: (text) => text };
