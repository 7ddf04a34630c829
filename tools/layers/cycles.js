/**
 * The cycles of a graph: one for each strongly connected component of more than one node (Tarjan).
 * @param {ReadonlyMap<string, readonly string[]>} graph
 * @returns {string[][]} the nodes of each, in the order of the edges
 */
export function findCycles(graph) {
  /** @type {Map<string, number>} */
  const index = new Map();
  /** @type {Map<string, number>} */
  const low = new Map();
  /** @type {string[]} */
  const stack = [];
  /** @type {string[][]} */
  const cycles = [];

  /** @param {string} node */
  const visit = (node) => {
    index.set(node, index.size);
    low.set(node, index.get(node) ?? 0);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(node, Math.min(low.get(node) ?? 0, low.get(next) ?? 0));
    }
    if (low.get(node) !== index.get(node)) return;
    const component = stack.splice(stack.indexOf(node));
    if (component.length > 1) cycles.push(shortestCycle(graph, component));
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return cycles;
}

/** @param {ReadonlyMap<string, readonly string[]>} graph @param {string[]} component */
function shortestCycle(graph, component) {
  const start = /** @type {string} */ (component[0]);
  /** @type {string[][]} */
  let paths = [[start]];
  const seen = new Set();
  while (paths.length > 0) {
    const next = [];
    for (const path of paths) {
      for (const node of graph.get(path.at(-1) ?? '') ?? []) {
        if (node === start) return path;
        if (seen.has(node) || !component.includes(node)) continue;
        seen.add(node);
        next.push([...path, node]);
      }
    }
    paths = next;
  }
  return component;
}
