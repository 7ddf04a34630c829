import { language } from './language.ts';

/** A whole number with its digits in groups, as the language of the page has them. */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString(language.value);
}

/** A duration: `0.42 ms`, `41 ms`, `1.3 s`. @param ms milliseconds */
export function formatMs(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toLocaleString(language.value, { maximumFractionDigits: 1 })} s`;
  const maximumFractionDigits = ms < 1 ? 2 : ms < 10 ? 1 : 0;
  return `${ms.toLocaleString(language.value, { maximumFractionDigits })} ms`;
}
