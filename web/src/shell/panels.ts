import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';

/** The panels, in the order of the navigation. */
export const PANELS = ['timeline', 'terminal', 'module', 'broker', 'faults'] as const;

export type PanelName = (typeof PANELS)[number];

/** Loads a panel when it is first shown. */
export const LOADERS: { readonly [P in PanelName]: () => Promise<{ readonly default: ComponentType }> } = {
  timeline: () => import('../timeline/timeline-panel.tsx'),
  terminal: () => import('../terminal/terminal-panel.tsx'),
  module: () => import('../module/module-panel.tsx'),
  broker: () => import('../broker/broker-panel.tsx'),
  faults: () => import('../faults/faults-panel.tsx'),
};

/** The panel that is shown; it stands in the fragment of the address, so that back and bookmarks lead to it. */
export const shownPanel = signal<PanelName>('timeline');

/** Follows the address from now on. */
export function followAddress(): void {
  const follow = (): void => {
    const [name = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?');
    shownPanel.value = PANELS.find((each) => each === name) ?? 'timeline';
    panelQuery.value = new URLSearchParams(query);
  };
  follow();
  addEventListener('hashchange', follow);
}

/** What stands behind the name of the panel, as in `#/timeline?event=17`: where one panel leads into another. */
export const panelQuery = signal(new URLSearchParams());

/** The address of a panel: `hrefOf('timeline', { event: 17 })`. */
export function hrefOf(panel: PanelName, query: Readonly<Record<string, string | number>> = {}): string {
  const text = new URLSearchParams(
    Object.entries(query).map(([name, value]) => [name, String(value)]),
  ).toString();
  return `#/${panel}${text === '' ? '' : `?${text}`}`;
}
