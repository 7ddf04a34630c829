import { parseAst } from 'rolldown/parseAst';

/**
 * An import of a module, in whatever form it is written.
 * @typedef {object} Import
 * @property {string | undefined} specifier undefined where it is computed, so that nobody can tell what it is
 * @property {number} line from 1
 * @property {boolean} [started] whether the module is only started, in a thread or process of its own
 */

/**
 * All imports of a TypeScript module: static, type-only, re-exports, dynamic, `import('…').Type`, `require`, files
 * named relative to `import.meta.url` (a worker), and globals that only Node has. Throws where the source cannot be parsed.
 * @param {string} source
 * @param {string} path for the error
 * @returns {Import[]} in the order of the source
 */
export function importsOf(source, path) {
  /** @type {Import[]} */
  const found = [];
  const lines = lineStarts(source);
  for (const node of nodesOf(parseAst(source, { lang: 'ts' }, path))) {
    const target = importedBy(node) ?? globalOf(node);
    if (target === undefined) continue;
    found.push({
      specifier: typeof target.value === 'string' ? target.value : undefined,
      line: lines.filter((start) => start <= node.start).length,
      started: node.type === 'NewExpression',
    });
  }
  return found.sort((a, b) => a.line - b.line);
}

/** @typedef {{ type: string, start: number, [field: string]: any }} Node */

/**
 * The expression that names what a node imports; undefined where it imports nothing.
 * @param {Node} node
 * @returns {Node | undefined}
 */
function importedBy(node) {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return node.source;
    case 'ExportNamedDeclaration':
      return node.source ?? undefined;
    case 'TSExternalModuleReference':
      return node.expression;
    case 'CallExpression':
      return isRequire(node.callee) ? node.arguments[0] : undefined;
    case 'NewExpression':
      return isFileBesideThisOne(node) ? node.arguments[0] : undefined;
    default:
      return undefined;
  }
}

/** The module behind a global that only Node has. @param {Node} node */
function globalOf(node) {
  if (node.type === 'MemberExpression' && node.object.name === 'process') return { value: 'node:process' };
  if (node.type === 'CallExpression' && node.callee.name === 'setImmediate') return { value: 'node:timers' };
  return undefined;
}

/** @param {Node} callee */
function isRequire(callee) {
  if (callee.type === 'CallExpression') return callee.callee.name === 'createRequire';
  return callee.type === 'Identifier' && callee.name === 'require';
}

/** Whether it is `new URL('./….js', import.meta.url)`, as a worker is started by. @param {Node} node */
function isFileBesideThisOne({ callee, arguments: [path, base] }) {
  return (
    callee.name === 'URL' &&
    base?.type === 'MemberExpression' &&
    base.object.type === 'MetaProperty' &&
    /\.[cm]?[jt]s$/.test(path.value ?? '')
  );
}

/** @param {unknown} value @returns {Generator<Node>} every node beneath and including it */
export function* nodesOf(value) {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value) && 'type' in value) yield/** @type {Node} */ (value);
  for (const child of Object.values(value)) yield* nodesOf(child);
}

/** @param {string} source */
function lineStarts(source) {
  return [0, ...[...source.matchAll(/\n/g)].map(({ index }) => index + 1)];
}
