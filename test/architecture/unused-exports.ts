import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import { targetOf } from '../../tools/layers/check.js';
import { type Node, nodesOf } from '../../tools/layers/imports.js';

/** What a source exports and what it takes from others. */
interface Source {
  readonly path: string;
  readonly exports: readonly { readonly name: string; readonly type: boolean }[];
  readonly uses: readonly { readonly from: string; readonly names: readonly string[] | 'all' }[];
  /** How often each name stands in it. */
  readonly mentions: ReadonlyMap<string, number>;
}

/**
 * What sources export and none of them imports, as `path: name`. A type that its own file mentions besides is part of
 * what that file exports.
 * @param root the folder of src
 * @param paths sources in it
 * @param users paths of further files that import from src
 */
export function unusedExports(
  root: string,
  paths: readonly string[],
  users: readonly string[] = [],
): string[] {
  const sources = paths.map((path) => readSource(path, readFileSync(join(root, path), 'utf8')));
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const others = users.map((path) => readSource(path, readFileSync(path, 'utf8')));
  const used = new Set<string>();
  for (const { from, names } of [...sources, ...others].flatMap(({ uses }) => uses)) {
    const all = byPath.get(from)?.exports.map(({ name }) => name) ?? [];
    for (const name of names === 'all' ? all : names) used.add(`${from}: ${name}`);
  }
  return sources.flatMap(({ path, exports, mentions }) =>
    exports
      .filter(({ name, type }) => !used.has(`${path}: ${name}`) && !(type && (mentions.get(name) ?? 0) > 1))
      .map(({ name }) => `${path}: ${name}`),
  );
}

function readSource(path: string, text: string): Source {
  const lang = path.endsWith('.js') ? 'js' : 'ts';
  const nodes = [...nodesOf(parseAst(text, { lang }, path))];
  const mentions = new Map<string, number>();
  for (const { type, name } of nodes)
    if (type === 'Identifier') mentions.set(name, (mentions.get(name) ?? 0) + 1);
  return {
    path,
    exports: nodes.flatMap(exportedBy),
    uses: nodes.flatMap((node) => usedBy(node, path)),
    mentions,
  };
}

function exportedBy(node: Node): { name: string; type: boolean }[] {
  if (node.type !== 'ExportNamedDeclaration') return [];
  const { declaration, specifiers } = node;
  if (declaration === null) {
    return specifiers.map((each: Node) => ({
      name: each.exported.name,
      type: node.exportKind === 'type' || each.exportKind === 'type',
    }));
  }
  const type = /^TS(Interface|TypeAlias)Declaration$/.test(declaration.type);
  if (declaration.type !== 'VariableDeclaration') return [{ name: declaration.id.name, type }];
  return declaration.declarations
    .flatMap(({ id }: Node) =>
      id.type === 'ObjectPattern' ? id.properties.map(({ value }: Node) => value) : [id],
    )
    .map(({ name }: Node) => ({ name, type: false }));
}

function usedBy(node: Node, path: string): { from: string; names: string[] | 'all' }[] {
  const specifier: unknown = node.source?.value;
  if (typeof specifier !== 'string') return [];
  const { kind, name: from } = targetOf(path, specifier);
  if (kind !== 'file') return [];
  if (node.type === 'ExportNamedDeclaration')
    return [{ from, names: node.specifiers.map(({ local }: Node) => local.name) }];
  if (node.type !== 'ImportDeclaration') return [{ from, names: 'all' }];
  const named = node.specifiers.every(({ type }: Node) => type === 'ImportSpecifier');
  return [{ from, names: named ? node.specifiers.map(({ imported }: Node) => imported.name) : 'all' }];
}
