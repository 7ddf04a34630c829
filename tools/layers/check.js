import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import { findCycles } from './cycles.js';
import { importsOf } from './imports.js';
import { allowedLayers, layerOf } from './rules.js';

/** @import { Import } from './imports.js' */
/** @import { Rules } from './rules.js' */

/**
 * @typedef {object} Report
 * @property {number} files how many were read
 * @property {string[]} problems a line each, in the order of the paths; none when the rules are kept
 */

/**
 * Holds every import of `src` against the rules.
 * @param {Rules} rules
 * @param {string} src the folder
 * @param {{ list?: (folder: string) => string[], read?: (source: string, path: string) => Import[] }} [by] for tests
 * @returns {Report}
 */
export function checkLayers(rules, src, { list = filesOf, read = importsOf } = {}) {
  const problems = problemsOfList(rules, src);
  const used = new Set();
  /** @type {Map<string, string[]>} */
  const graph = new Map();
  for (const path of list(src)) {
    const layer = layerOf(rules, path);
    if (layer === undefined) problems.push(`src/${path}: its folder is not in layers.json`);
    if (!path.endsWith('.ts')) {
      problems.push(`src/${path}: only .ts is read, so nobody can tell what it imports`);
      continue;
    }
    const imports = read(readFileSync(join(src, path), 'utf8'), path);
    graph.set(path, filesImported(path, imports));
    for (const each of imports) {
      const problem = problemOf(rules, src, path, each);
      if (problem !== undefined) problems.push(`src/${path}:${each.line}: ${problem}`);
      if (each.specifier !== undefined)
        used.add(`${layer}: ${permissionFor(rules, targetOf(path, each.specifier))}`);
    }
  }
  const count = sourceCount(src);
  const imports = [...graph.values()].flat().length;
  if (graph.size < count || imports === 0)
    problems.push(`only ${graph.size} of ${count} files were read, with ${imports} imports`);
  for (const cycle of findCycles(graph)) problems.push(`a cycle: ${[...cycle, cycle[0]].join(' → ')}`);
  return { files: graph.size, problems: [...problems, ...unusedPermissions(rules, used)] };
}

/**
 * What is wrong with an import.
 * @param {Rules} rules
 * @param {string} src
 * @param {string} path the file that imports
 * @param {Import} each
 */
function problemOf(rules, src, path, { specifier }) {
  if (specifier === undefined) return 'what it imports is computed, so nobody can tell what it is';
  const layer = layerOf(rules, path);
  const target = targetOf(path, specifier);
  if (layer !== undefined && !isAllowed(rules, layer, target))
    return `src/${layer} may not import ${specifier}`;
  if (target.kind !== 'file') return undefined;
  if (!existsSync(join(src, target.name))) return `${specifier} is not there`;
  const crosses = target.name.split('/')[0] !== path.split('/')[0];
  if (crosses === specifier.startsWith('#')) return undefined;
  return `write ${specifier} as ${crosses ? '#folder/…' : 'a relative path'}`;
}

/** The files that are loaded with a file. @param {string} path @param {readonly Import[]} imports */
function filesImported(path, imports) {
  return imports.flatMap(({ specifier, started }) => {
    if (specifier === undefined || started) return [];
    const { kind, name } = targetOf(path, specifier);
    return kind === 'file' ? [name] : [];
  });
}

/** What is wrong with the list itself. @param {Rules} rules @param {string} src */
function problemsOfList(rules, src) {
  const problems = [];
  for (const layer of Object.keys(rules.layers)) {
    if (!existsSync(join(src, layer))) problems.push(`layers.json: there is no src/${layer}`);
    for (const other of allowedLayers(rules, layer)) {
      if (!Object.hasOwn(rules.layers, other)) problems.push(`layers.json: ${layer}: ${other} is not listed`);
    }
  }
  const order = new Map(Object.keys(rules.layers).map((layer) => [layer, allowedLayers(rules, layer)]));
  for (const cycle of findCycles(order))
    problems.push(`layers.json: a cycle: ${[...cycle, cycle[0]].join(' → ')}`);
  return problems;
}

/** @typedef {{ kind: 'file' | 'node' | 'package', name: string }} Target */

/** What an import leads to. @param {string} path the file that imports @param {string} specifier @returns {Target} */
export function targetOf(path, specifier) {
  if (specifier.startsWith('#')) return { kind: 'file', name: `${specifier.slice(1)}.ts` };
  if (specifier.startsWith('.')) {
    const name = posix.join(posix.dirname(path), specifier);
    return { kind: 'file', name: name.replace(/\.js$/, '.ts') };
  }
  if (isBuiltin(specifier)) return { kind: 'node', name: specifier };
  const parts = specifier.split('/');
  return { kind: 'package', name: parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/') };
}

/** @param {Rules} rules @param {string} layer @param {Target} target */
function isAllowed(rules, layer, { kind, name }) {
  if (kind === 'node') return rules.layers[layer]?.node === true;
  if (kind === 'package') return rules.layers[layer]?.packages?.includes(name) === true;
  const other = layerOf(rules, name);
  return other === layer || (other !== undefined && allowedLayers(rules, layer).includes(other));
}

/** What a layer must have in its list to import a target. @param {Rules} rules @param {Target} target */
function permissionFor(rules, { kind, name }) {
  return { node: 'node:', package: name, file: layerOf(rules, name) }[kind];
}

/** What a layer may import and does not; of a group, one member is enough. @param {Rules} rules @param {Set<string>} used */
function unusedPermissions(rules, used) {
  return Object.entries(rules.layers).flatMap(([layer, { imports = [], packages = [], node }]) =>
    [...imports, ...packages, ...(node ? ['node:'] : [])]
      .filter((name) => !(rules.groups[name] ?? [name]).some((each) => used.has(`${layer}: ${each}`)))
      .map((name) => `layers.json: ${layer} need not import ${name}`),
  );
}

/** How many sources a folder has, counted another way than they are listed. @param {string} folder @returns {number} */
function sourceCount(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => {
      if (entry.isDirectory()) return sourceCount(join(folder, entry.name));
      return entry.name.endsWith('.ts') ? 1 : 0;
    })
    .reduce((sum, count) => sum + count, 0);
}

/** Every file of a folder, at any depth, with `/` between the parts. @param {string} folder */
function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => posix.relative(slashes(folder), slashes(join(entry.parentPath, entry.name))))
    .sort();
}

/** @param {string} path */
function slashes(path) {
  return path.replaceAll('\\', '/');
}
