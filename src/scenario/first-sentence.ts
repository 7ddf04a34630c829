/** The first sentence of what a scenario is about. */
export function firstSentence(about: string): string {
  return about.split(/(?<=\.)\s/)[0] ?? '';
}
