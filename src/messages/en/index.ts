import { link } from './link.ts';

/** The English catalogue. One module an area; every other language has the type of this one. */
export const en = { link };
