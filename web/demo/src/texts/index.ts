import type { LanguageCode } from '#browser/index';
import { en, type Texts } from './en.ts';
import { zh } from './zh.ts';

/** All texts, by language. */
export const TEXTS: Readonly<Record<LanguageCode, Texts>> = { en, zh };
