/** What a scenario is about, in one sentence: the first of its text. */
export function shortAbout(about: string): string {
  return about.split(/(?<=\.)\s/)[0] ?? '';
}
