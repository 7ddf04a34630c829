import { fileURLToPath } from 'node:url';

/** Where the build puts the page. */
export const PAGE_FOLDER = fileURLToPath(new URL('../../dist/web/', import.meta.url));
