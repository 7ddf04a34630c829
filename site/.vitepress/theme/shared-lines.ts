let fragment = '';

/**
 * Takes the lines that a link brings out of the address: the theme takes any fragment for a heading, and fails at one
 * that cannot be. To be called before the theme looks.
 */
export function takeSharedLines(): void {
  if (!new URLSearchParams(location.hash.slice(1)).has('lines')) return;
  fragment = location.hash;
  history.replaceState(history.state, '', location.pathname + location.search);
}

/** The fragment with the lines; empty when the link brought none, or for another page than it led to. */
export function sharedLines(): string {
  return fragment;
}

/** Forgets them, for they are of one page. */
export function forgetSharedLines(): void {
  fragment = '';
}
