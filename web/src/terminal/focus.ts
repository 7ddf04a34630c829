import { signal } from '@preact/signals';

/** What stands in the input line. */
export const typed = signal('');

let input: HTMLInputElement | undefined;

/** The input line that is on the page now. */
export function inputIs(element: HTMLInputElement | null): void {
  input = element ?? undefined;
}

/** Goes on typing in the input line. @param text goes behind what stands there */
export function focusInput(text = ''): void {
  typed.value += text;
  input?.focus();
}

/** Puts a line into the input line, to be looked at and sent. */
export function putIntoInput(line: string): void {
  typed.value = line;
  input?.focus();
  // Behind the text, once it is drawn.
  requestAnimationFrame(() => input?.setSelectionRange(line.length, line.length));
}
