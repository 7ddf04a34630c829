import type { Topic } from './watch.ts';

/** A level of topics. */
export interface TopicNode {
  /** Between two slashes. */
  readonly name: string;
  /** From the beginning. */
  readonly path: string;
  readonly level: number;
  readonly children: Map<string, TopicNode>;
  /** Where messages came on this very topic. */
  topic: Topic | undefined;
}

/** A line of the tree, as it is shown. */
export interface TopicRow {
  readonly node: TopicNode;
  /** Undefined: there is nothing below it. */
  readonly open: boolean | undefined;
  /** From 1, among those beside it, for who does not see it. */
  readonly place: number;
  readonly beside: number;
}

/** What is shown of the tree. */
export interface TopicFilter {
  readonly search: string;
  readonly retainedOnly: boolean;
}

/** Below so many topics all levels are open at first. */
const OPEN_UP_TO = 100;

/** All topics by their levels; made once, and only added to. */
export class TopicTree {
  readonly root: TopicNode = { name: '', path: '', level: 0, children: new Map(), topic: undefined };
  #size = 0;

  get size(): number {
    return this.#size;
  }

  set(topic: Topic): void {
    let node = this.root;
    let path = '';
    for (const name of topic.topic.split('/')) {
      path = node === this.root ? name : `${path}/${name}`;
      let child = node.children.get(name);
      if (child === undefined) {
        child = { name, path, level: node.level + 1, children: new Map(), topic: undefined };
        node.children.set(name, child);
      }
      node = child;
    }
    if (node.topic === undefined) this.#size++;
    node.topic = topic;
  }

  /** Whether a level is open that nobody has opened or closed. */
  get openByItself(): boolean {
    return this.#size <= OPEN_UP_TO;
  }
}

/**
 * The lines of a tree from top to bottom.
 * @param toggled levels that somebody has opened or closed; while topics are looked for, all are open
 */
export function rowsOf(
  tree: TopicTree,
  filter: TopicFilter,
  toggled: ReadonlyMap<string, boolean>,
): { readonly rows: TopicRow[]; readonly found: number } {
  const filters = filter.retainedOnly || filter.search !== '';
  const wanted = filter.search.toLowerCase();
  let found = 0;
  const fits = ({ topic }: TopicNode): boolean =>
    topic !== undefined &&
    (!filter.retainedOnly || topic.retained) &&
    (wanted === '' ||
      topic.topic.toLowerCase().includes(wanted) ||
      topic.preview.toLowerCase().includes(wanted));
  const kept = new Set<TopicNode>();
  const look = (node: TopicNode): boolean => {
    let any = fits(node);
    if (any) found++;
    for (const child of node.children.values()) if (look(child)) any = true;
    if (any) kept.add(node);
    return any;
  };
  look(tree.root);
  const rows: TopicRow[] = [];
  const add = (node: TopicNode): void => {
    const children = [...node.children.values()].filter((child) => kept.has(child)).sort(byName);
    for (const [index, child] of children.entries()) {
      const open = filters || (toggled.get(child.path) ?? tree.openByItself);
      const below = [...child.children.values()].some((each) => kept.has(each));
      rows.push({
        ...{ node: child, open: below ? open : undefined },
        ...{ place: index + 1, beside: children.length },
      });
      if (open) add(child);
    }
  };
  add(tree.root);
  return { rows, found };
}

/** How many topics there are below a level, and messages on them. */
export function sumOf(node: TopicNode): { readonly topics: number; readonly messages: number } {
  let topics = node.topic === undefined ? 0 : 1;
  let messages = node.topic?.count ?? 0;
  for (const child of node.children.values()) {
    const sum = sumOf(child);
    topics += sum.topics;
    messages += sum.messages;
  }
  return { topics, messages };
}

const collator = new Intl.Collator(undefined, { numeric: true });

function byName(one: TopicNode, other: TopicNode): number {
  return collator.compare(one.name, other.name);
}
