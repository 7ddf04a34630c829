import { computed, signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { type About, about } from '../state/about.ts';

/** The panels, in the order of the navigation: of a run, and of a swarm. */
const PANELS = {
  run: ['timeline', 'terminal', 'module', 'broker', 'faults', 'hardware'],
  swarm: ['swarm'],
} as const satisfies Readonly<Record<About['serves'], readonly string[]>>;

export type PanelName = (typeof PANELS)[About['serves']][number];

/** Loads a panel when it is first shown. */
export const LOADERS: { readonly [P in PanelName]: () => Promise<{ readonly default: ComponentType }> } = {
  timeline: () => import('../timeline/timeline-panel.tsx'),
  terminal: () => import('../terminal/terminal-panel.tsx'),
  module: () => import('../module/module-panel.tsx'),
  broker: () => import('../broker/broker-panel.tsx'),
  faults: () => import('../faults/faults-panel.tsx'),
  hardware: () => import('../hardware/hardware-panel.tsx'),
  swarm: () => import('../swarm/swarm-panel.tsx'),
};

/** Those of the program that this page is of; none before that is known. */
export const panels = computed<readonly PanelName[]>(() => (about.value ? PANELS[about.value.serves] : []));

/** What the fragment of the address says: the name of a panel, and what stands behind it. */
const address = signal(readAddress());

/** The panel that is shown; it stands in the fragment of the address, so that back and bookmarks lead to it. */
export const shownPanel = computed<PanelName | undefined>(
  () => panels.value.find((name) => name === address.value.name) ?? panels.value[0],
);

/** What stands behind the name of the panel, as in `#/timeline?event=17`: where one panel leads into another. */
export const panelQuery = computed(() => address.value.query);

/** Follows the address from now on. */
export function followAddress(): void {
  const follow = (): void => {
    address.value = readAddress();
  };
  follow();
  addEventListener('hashchange', follow);
}

/** The address of a panel: `hrefOf('timeline', { event: 17 })`. */
export function hrefOf(panel: PanelName, query: Readonly<Record<string, string | number>> = {}): string {
  const text = new URLSearchParams(
    Object.entries(query).map(([name, value]) => [name, String(value)]),
  ).toString();
  return `#/${panel}${text === '' ? '' : `?${text}`}`;
}

function readAddress(): { readonly name: string; readonly query: URLSearchParams } {
  const [name = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  return { name, query: new URLSearchParams(query) };
}
