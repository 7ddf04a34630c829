import { instrumented } from './instrument.js';

/**
 * @template {{ source?: unknown }} T
 * @param {string} url
 * @param {T} loaded
 * @returns {T}
 */
export function instrumentedFile(url, loaded) {
  if (!url.includes('/dist/') || loaded.source === undefined || loaded.source === null) return loaded;
  const source = instrumented(Buffer.from(/** @type {any} */ (loaded.source)).toString());
  return source === undefined ? loaded : { ...loaded, source };
}

/**
 * Of Node's hooks that run in a thread of their own.
 * @type {import('node:module').LoadHook}
 */
export async function load(url, context, nextLoad) {
  return instrumentedFile(url, await nextLoad(url, context));
}
