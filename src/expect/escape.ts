/** Replaces characters that cannot be shown, each as `\xNN`. @param which a global pattern of one code point */
export function escapeCharacters(text: string, which: RegExp): string {
  return text.replace(
    which,
    (character) => `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`,
  );
}
