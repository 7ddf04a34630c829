import {
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  Parser,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import { AtmqttError } from '#errors/atmqtt-error';
import { type Message, message } from '#messages/message';

/** Something wrong at a place of a file. */
export interface Mistake {
  /** From 1. */
  readonly line: number;
  /** From 1; undefined: the line says enough. */
  readonly column?: number;
  readonly reason: Message;
}

/** What a YAML text says. */
export interface Yaml {
  readonly value: unknown;
  /** Where a member is, or the nearest member around it; from 1. */
  lineOf(path: readonly PropertyKey[]): number;
}

/** Text that begins with a sign of YAML's own, where somebody may have meant the text. */
const MEANT_AS_TEXT = new Set(['BAD_ALIAS', 'BAD_SCALAR_START', 'TAG_RESOLVE_FAILED']);

/** A settings file has six levels at most. */
const MAX_LEVELS = 100;

/** The library's key for `<<` is a symbol. */
const MERGE_KEYS = new Set(['<<', 'Symbol(<<)']);

/** A text that is no YAML. */
class YamlError extends AtmqttError<'YAML'> {
  /** All that is wrong, in the order of the text; the error's reason is the first one's. */
  readonly mistakes: readonly [Mistake, ...Mistake[]];

  constructor(mistakes: readonly [Mistake, ...Mistake[]], options?: ErrorOptions) {
    super('YAML', mistakes[0].reason, options);
    this.mistakes = mistakes;
  }
}

/** Whether a failure is a `YamlError`. */
export function isYamlError(error: unknown): error is YamlError {
  return error instanceof YamlError;
}

/**
 * Reads YAML 1.2, with merge keys. What cannot be read is told without a word of the text: it may be a password.
 * @throws YamlError
 */
export function readYaml(text: string): Yaml {
  const tooDeep = firstTooDeep(text);
  if (tooDeep !== undefined) throw new YamlError([tooDeep]);
  const lines = new LineCounter();
  try {
    const options = { lineCounter: lines, merge: true, prettyErrors: false, logLevel: 'error' } as const;
    const document = parseDocument(text, options);
    const found = [
      ...[...document.errors, ...document.warnings].map((error) => ({
        at: error.pos[0],
        reason: reasonOf(error),
      })),
      ...unusable(document),
    ];
    const mistakes = found.map(({ at, reason }) => {
      const { line, col } = lines.linePos(at);
      return { line, column: col, reason };
    });
    const [first, ...others] = firstOfEachLine(mistakes);
    if (first !== undefined) throw new YamlError([first, ...others]);
    return { value: document.toJS(), lineOf: (path) => lineOf(document, lines, path) };
  } catch (error) {
    if (isYamlError(error)) throw error;
    // Aliased so often that the library gives up.
    const reason = message('config.yamlUnreadable', { what: (error as Error).message });
    throw new YamlError([{ line: 1, reason }], { cause: error });
  }
}

/**
 * The library makes nodes by recursion, and Node does not survive a regular expression whose first use finds the stack
 * nearly full; its tokens come without.
 */
function firstTooDeep(text: string): Mistake | undefined {
  const lines = new LineCounter();
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const left: { readonly token: CST.Token; readonly level: number }[] = tokens.map((token) => ({
    token,
    level: 0,
  }));
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { token, level } = next;
    if (level > MAX_LEVELS) {
      const { line, col } = lines.linePos(token.offset);
      return { line, column: col, reason: message('config.yamlTooDeep', { levels: MAX_LEVELS }) };
    }
    for (const inner of insideOf(token)) left.push({ token: inner, level: level + 1 });
  }
  return undefined;
}

function insideOf(token: CST.Token): readonly CST.Token[] {
  if (token.type === 'document') return token.value === undefined ? [] : [token.value];
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value].filter((each) => each != null));
}

function reasonOf({ code, message: said }: YAMLError): Message {
  // What follows a colon or an opening quote is from the text; what follows a semicolon is for programmers.
  const what = said
    .replace(/ ["']quote$/, ' quote')
    .replace(/(: |; | ").*$/s, '')
    .trim();
  if (MEANT_AS_TEXT.has(code)) return message('config.yamlSign', { what });
  return code === 'MULTIPLE_DOCS'
    ? message('config.yamlSeveralDocuments', { what })
    : message('config.yamlUnreadable', { what });
}

/** What the library takes, or finds only when it makes values and then without a place. */
function unusable(document: Document): { at: number; reason: Message }[] {
  const found: { at: number; reason: Message }[] = [];
  const add = (reason: Message, node: Ranged): void => void found.push({ at: offsetOf(node), reason });
  const anchors = new Set<string>();
  const see = (_key: unknown, { anchor }: { anchor?: string }): void => {
    if (anchor !== undefined) anchors.add(anchor);
  };
  visit(document, {
    Scalar: see,
    Collection: see,
    Alias(_key, alias) {
      if (!anchors.has(alias.source)) add(message('config.yamlAlias'), alias);
    },
    Pair(_key, { key }) {
      // Not a member like others in JavaScript, so that checks would pass it by.
      if (isScalar(key) && key.value === '__proto__') add(message('config.yamlProto'), key);
    },
  });
  return found;
}

/** One mistake makes the rest of its line unreadable. @returns those of a text in its order */
function firstOfEachLine(mistakes: readonly Mistake[]): Mistake[] {
  const first = new Map<number, Mistake>();
  for (const mistake of mistakes) if (!first.has(mistake.line)) first.set(mistake.line, mistake);
  return [...first.values()].sort((a, b) => a.line - b.line);
}

function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  let [node, line]: [unknown, number] = [document.contents, 1];
  for (const key of path) {
    const member = memberOf(document, node, key);
    if (member === undefined) return line;
    line = lines.linePos(member.at).line;
    node = member.value;
  }
  return line;
}

interface Member {
  /** Offset of its key, or of a list's item. */
  readonly at: number;
  readonly value: unknown;
}

function memberOf(document: Document, node: unknown, key: PropertyKey): Member | undefined {
  const here = isAlias(node) ? node.resolve(document) : node;
  if (isSeq(here)) {
    const item = here.items[Number(key)] as Ranged | undefined;
    return item === undefined ? undefined : { at: offsetOf(item), value: item };
  }
  if (!isMap(here)) return undefined;
  const own = here.items.find((pair) => nameOf(pair) === String(key));
  if (own !== undefined) return { at: offsetOf(own.key as Ranged), value: own.value };
  const merged = here.items.filter((pair) => MERGE_KEYS.has(nameOf(pair))).map(({ value }) => value);
  const sources = merged.flatMap((value) => (isSeq(value) ? value.items : [value]));
  return sources.map((source) => memberOf(document, source, key)).find((member) => member !== undefined);
}

function nameOf({ key }: { readonly key: unknown }): string {
  return isScalar(key) ? String(key.value) : '';
}

interface Ranged {
  readonly range?: readonly number[] | null;
}

function offsetOf(node: Ranged): number {
  return node.range?.[0] ?? 0;
}
