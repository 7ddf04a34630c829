import { computed, signal } from '@preact/signals';
import { rowsOf, TopicTree } from './topic-tree.ts';
import { topics, version, watch } from './watch.ts';

export const search = signal('');
export const retainedOnly = signal(false);
/** The path of the level that is chosen. */
export const chosen = signal<string | undefined>(undefined);
/** Levels that were opened or closed. */
export const toggled = signal<ReadonlyMap<string, boolean>>(new Map());

let tree = new TopicTree();
let treeOf: string | undefined;

/** All topics, as a tree. */
const grown = computed(() => {
  version.value;
  const of = watch.value?.id;
  if (of !== treeOf || topics.size < tree.size) {
    tree = new TopicTree();
    treeOf = of;
  }
  for (const topic of topics.values()) tree.set(topic);
  // Another object each time, so that who reads it hears of the change.
  return { tree };
});

/** The lines that are shown. */
export const shown = computed(() =>
  rowsOf(grown.value.tree, { search: search.value.trim(), retainedOnly: retainedOnly.value }, toggled.value),
);

/** Opens or closes a level. */
export function toggle(path: string, open: boolean): void {
  toggled.value = new Map([...toggled.value, [path, open]]);
}
