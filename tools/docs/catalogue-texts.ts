import { readFileSync } from 'node:fs';
import { parseAst } from 'rolldown/parseAst';

/** A node of the syntax tree, as far as texts need it. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  // biome-ignore lint/suspicious/noExplicitAny: ESTree is not typed here
  readonly [member: string]: any;
}

/** Deeper than this nobody reads. */
const MAX_DEPTH = 6;

/**
 * The texts of an area as its source has them, so that no variant is hidden: `{port}` is a parameter, `⟨one / other⟩` one or the
 * other, `⟨text⟩?` may be left out.
 * @param file a module of the catalogue
 * @returns them by their names
 */
export function catalogueTexts(file: URL): ReadonlyMap<string, string> {
  return new Reader(readFileSync(file, 'utf8')).texts();
}

class Reader {
  readonly #source: string;
  readonly #body: readonly Node[];
  /** Constants and functions of the file, by their names. */
  readonly #locals = new Map<string, Node>();

  constructor(source: string) {
    this.#source = source;
    const tree = parseAst(source, { lang: 'ts' }) as unknown as { readonly body: readonly Node[] };
    this.#body = tree.body;
    for (const statement of this.#body) this.#learn(statement);
  }

  texts(): ReadonlyMap<string, string> {
    const exported = this.#body.find(
      ({ type, declaration }) =>
        type === 'ExportNamedDeclaration' && declaration?.type === 'VariableDeclaration',
    );
    const object = bare(exported?.declaration.declarations[0]?.init);
    if (object?.type !== 'ObjectExpression') throw new Error('a module of the catalogue exports an object');
    const members: readonly Node[] = object.properties;
    return new Map(
      members.map(({ key, value }) => [
        String(key.name ?? key.value),
        this.#result(bare(value), new Map(), 0),
      ]),
    );
  }

  #learn(statement: Node): void {
    if (statement.type === 'FunctionDeclaration') this.#locals.set(statement.id.name, statement);
    if (statement.type !== 'VariableDeclaration') return;
    for (const { id, init } of statement.declarations) {
      if (id.type === 'Identifier' && init) this.#locals.set(id.name, bare(init));
    }
  }

  /** What a function gives: the text, or each of those that it can return. */
  #result(made: Node, known: ReadonlyMap<string, string>, depth: number): string {
    if (made.body === undefined) return this.#text(made, known, depth);
    if (made.body.type !== 'BlockStatement') return this.#text(made.body, known, depth);
    const inner = new Map(known);
    return oneOf(this.#returned(made.body.body, inner, depth));
  }

  #returned(statements: readonly Node[], known: Map<string, string>, depth: number): string[] {
    return statements.flatMap((statement): string[] => {
      switch (statement.type) {
        case 'VariableDeclaration':
          for (const { id, init } of statement.declarations) {
            if (id.type === 'Identifier' && init && bare(init).type !== 'ArrowFunctionExpression') {
              known.set(id.name, this.#text(init, known, depth));
            }
          }
          return [];
        case 'ReturnStatement':
          return [this.#text(statement.argument, known, depth)];
        case 'IfStatement':
          return this.#returned(
            [statement.consequent, ...(statement.alternate ? [statement.alternate] : [])],
            known,
            depth,
          );
        case 'BlockStatement':
          return this.#returned(statement.body, known, depth);
        case 'SwitchStatement':
          return this.#returned(
            statement.cases.flatMap(({ consequent }: Node) => consequent),
            known,
            depth,
          );
        default:
          return [];
      }
    });
  }

  #text(written: Node, known: ReadonlyMap<string, string>, depth: number): string {
    const node = bare(written);
    const text = (inner: Node): string => this.#text(inner, known, depth);
    switch (node.type) {
      case 'Literal':
        return node.regex === undefined ? String(node.value ?? '') : '';
      case 'TemplateLiteral':
        return node.quasis
          .map(({ value }: Node, at: number) => {
            const hole = node.expressions[at];
            return value.cooked + (hole === undefined ? '' : text(hole));
          })
          .join('');
      case 'BinaryExpression':
        return node.operator === '+' && typeof node.right.value !== 'number'
          ? text(node.left) + text(node.right)
          : this.#hole(node);
      case 'ConditionalExpression':
        return oneOf([text(node.consequent), text(node.alternate)]);
      case 'LogicalExpression':
        return node.operator === '&&'
          ? oneOf([text(node.right), ''])
          : oneOf([text(node.left), text(node.right)]);
      case 'Identifier':
        return this.#named(node.name, known, depth);
      case 'MemberExpression':
        return this.#member(node, known, depth);
      case 'CallExpression':
        return this.#call(node, known, depth);
      case 'NewExpression':
        return node.arguments.length === 0 ? this.#hole(node) : text(node.arguments[0]);
      case 'ArrayExpression':
        return this.#list(node, known, depth).join(', ');
      case 'ArrowFunctionExpression':
        return this.#result(node, known, depth);
      default:
        return this.#hole(node);
    }
  }

  #named(name: string, known: ReadonlyMap<string, string>, depth: number): string {
    if (name === 'undefined') return '';
    const bound = known.get(name);
    if (bound !== undefined) return bound;
    const local = this.#locals.get(name);
    const shown =
      local?.type === 'Literal' ||
      local?.type === 'TemplateLiteral' ||
      local?.type === 'ConditionalExpression';
    return shown && local !== undefined && depth < MAX_DEPTH
      ? this.#text(local, new Map(), depth + 1)
      : `{${name}}`;
  }

  #member(node: Node, known: ReadonlyMap<string, string>, depth: number): string {
    const table = node.object.type === 'Identifier' ? this.#locals.get(node.object.name) : undefined;
    if (table?.type === 'ObjectExpression') {
      const of = node.computed ? undefined : node.property.name;
      const values = (table.properties as readonly Node[])
        .filter(({ key }) => of === undefined || key.name === of)
        .map(({ value }) => this.#text(value, known, depth + 1));
      return oneOf(values);
    }
    if (node.property.name === 'length' || node.object.type !== 'Identifier') return this.#hole(node);
    return known.get(node.object.name) ?? `{${node.computed ? node.object.name : node.property.name}}`;
  }

  #call(node: Node, known: ReadonlyMap<string, string>, depth: number): string {
    const callee = bare(node.callee);
    const [first] = node.arguments as readonly Node[];
    const text = (inner: Node): string => this.#text(inner, known, depth);
    if (callee.type === 'Identifier') {
      if (callee.name === 'render' && first !== undefined) return text(first);
      const local = this.#locals.get(callee.name);
      if (local?.params !== undefined && depth < MAX_DEPTH) {
        const given = new Map<string, string>();
        for (const [at, param] of local.params.entries()) {
          const argument = node.arguments[at];
          if (param.type === 'Identifier' && argument !== undefined) given.set(param.name, text(argument));
        }
        return this.#result(local, given, depth + 1);
      }
      return first === undefined ? this.#hole(node) : text(first);
    }
    if (callee.type !== 'MemberExpression') return this.#hole(node);
    const method = callee.property.name;
    if (callee.object.name === 'JSON') return first === undefined ? '' : `"${text(first)}"`;
    if (callee.object.name === 'Math' || callee.object.name === 'Object')
      return first === undefined ? '' : text(first);
    if (method === 'join') {
      const separator = first === undefined ? ',' : text(first);
      const items = this.#list(callee.object, known, depth);
      return items.length > 1
        ? items.filter((item) => item !== '').join(separator)
        : `${items.join('')}${separator}…`;
    }
    if (method === 'map') return this.#list(node, known, depth).join(', ');
    return text(callee.object);
  }

  /** The items of a list, as far as they are written down; one for all that are not. */
  #list(written: Node, known: ReadonlyMap<string, string>, depth: number): string[] {
    const node = bare(written);
    if (node.type === 'ArrayExpression') {
      return (node.elements as readonly Node[]).flatMap((element) =>
        element.type === 'SpreadElement'
          ? [oneOf([this.#list(element.argument, known, depth).join(', '), ''])]
          : [this.#text(element, known, depth)],
      );
    }
    if (node.type === 'ConditionalExpression') {
      return [
        oneOf([node.consequent, node.alternate].map((each) => this.#list(each, known, depth).join(', '))),
      ];
    }
    if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression') {
      const method = node.callee.property.name;
      const below = this.#list(node.callee.object, known, depth);
      const [made] = node.arguments as readonly Node[];
      if ((method === 'map' || method === 'flatMap') && made?.params !== undefined) {
        const [param] = made.params;
        return below.map((item) =>
          this.#result(
            made,
            new Map([...known, ...(param?.name === undefined ? [] : [[param.name, item] as const])]),
            depth + 1,
          ),
        );
      }
      if (['map', 'flatMap', 'filter', 'slice', 'sort'].includes(method)) return below;
    }
    return [this.#text(node, known, depth)];
  }

  /** What is no text is shown as it is written. */
  #hole({ start, end }: Node): string {
    return `{${this.#source.slice(start, end).replaceAll(/\s+/g, ' ')}}`;
  }
}

/** Without what is for the type checker, or for reading. */
function bare(node: Node): Node {
  switch (node?.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'ParenthesizedExpression':
    case 'ChainExpression':
      return bare(node.expression);
    default:
      return node;
  }
}

/** One of several texts; of texts in texts all are of the same rank. */
function oneOf(texts: readonly string[]): string {
  const different = [...new Set(texts)];
  const filled = different.filter((text) => text !== '');
  if (filled.length === 0) return '';
  const maybe = filled.length < different.length;
  const [only] = filled;
  if (filled.length === 1 && only !== undefined) return maybe ? `⟨${only}⟩?` : only;
  return `⟨${filled.join(' / ')}⟩${maybe ? '?' : ''}`;
}
