import { readFileSync } from 'node:fs';

const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');

/** This program's version, from its package. */
export const VERSION = (JSON.parse(manifest) as { readonly version: string }).version;
