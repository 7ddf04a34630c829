import { effect, signal } from '@preact/signals';

/** `auto` is what the system has. */
export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEPT_AS = 'atmqtt-theme';

export const theme = signal<Theme>(THEMES.find((each) => each === localStorage.getItem(KEPT_AS)) ?? 'auto');

/** Shows the theme that is chosen, and keeps it for the next time. */
export function applyTheme(): void {
  effect(() => {
    localStorage.setItem(KEPT_AS, theme.value);
    document.documentElement.dataset['theme'] = theme.value;
  });
}
