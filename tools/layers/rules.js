import { readFileSync } from 'node:fs';

/**
 * What a folder of src may import. What is not allowed is forbidden.
 * @typedef {object} Layer
 * @property {string} about what lives there
 * @property {string[]} [imports] other layers, and names of groups of them
 * @property {boolean} [node] whether it may import Node's own modules; false when left out
 * @property {string[]} [packages] packages it may import
 *
 * @typedef {object} Rules the file layers.json
 * @property {Record<string, string[]>} groups names for several folders
 * @property {Record<string, Layer>} layers by the path of a folder (or file) in src; the longest path that fits counts
 */

/** @param {string | URL} file @returns {Rules} */
export function readRules(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * The layer that a file belongs to, by its path in src.
 * @param {Rules} rules
 * @param {string} path
 * @returns {string | undefined}
 */
export function layerOf(rules, path) {
  const parts = path.split('/');
  for (let end = parts.length; end > 0; end -= 1) {
    const layer = parts.slice(0, end).join('/');
    if (Object.hasOwn(rules.layers, layer)) return layer;
  }
  return undefined;
}

/** The other layers that a layer may import, with the groups written out. @param {Rules} rules @param {string} layer */
export function allowedLayers(rules, layer) {
  return (rules.layers[layer]?.imports ?? []).flatMap((name) => rules.groups[name] ?? [name]);
}
