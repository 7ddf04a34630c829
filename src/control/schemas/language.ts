import { z } from 'zod';
import { LANGUAGES } from '#messages/language';

/** The language of texts for people, in a query. */
export const languageShape = {
  lang: z
    .enum(LANGUAGES)
    .optional()
    .describe('The language of the texts; that of Accept-Language unless given, or English.'),
};

/** Of which module it is asked, in a query. */
export const profileShape = {
  module: z
    .string()
    .max(100)
    .optional()
    .describe('The module whose firmware counts; the first one unless given.'),
};
