import { message } from '#messages/message';
import type { Random } from '#random/random';
import { nearest } from '#text/nearest';
import { ScenarioError } from './scenario-error.ts';

/** What placeholders stand for. */
export interface TemplateValues {
  readonly random: Random;
  /** The value of a placeholder other than `{random:LENGTH}`. */
  value(name: string): string | number;
}

type Part = string | { readonly name: string; readonly length: number };

const PLACEHOLDER = /\{([a-zA-Z]+(?:\.[a-zA-Z]+)?)(?::(\d+))?\}/g;
const DEFAULT_RANDOM_LENGTH = 8;
const MAX_RANDOM_LENGTH = 1_048_576;

/** A text with placeholders such as `{id}`, `{broker.port}` and `{random:16}`, read once and filled often. */
export class Template {
  /** As it was written. */
  readonly text: string;
  readonly #parts: readonly Part[];

  /**
   * @param known names it may use besides `random`
   * @param others whether braces around any other name are text, as in the regular expression `/\p{L}/u`
   * @throws ScenarioError for any other name
   */
  constructor(text: string, known: readonly string[], others: 'refused' | 'text' = 'refused') {
    this.text = text;
    const parts: Part[] = [];
    let at = 0;
    for (const match of text.matchAll(PLACEHOLDER)) {
      const [whole, name = '', length] = match;
      if (others === 'text' && !known.includes(name)) continue;
      checkPlaceholder(name, length, known);
      parts.push(text.slice(at, match.index), { name, length: Number(length ?? DEFAULT_RANDOM_LENGTH) });
      at = match.index + whole.length;
    }
    this.#parts = [...parts, text.slice(at)].filter((part) => part !== '');
  }

  /** Whether a placeholder occurs in it. */
  uses(name: string): boolean {
    return this.#parts.some((part) => typeof part !== 'string' && part.name === name);
  }

  /** @param put changes each value on its way into the text */
  fill(values: TemplateValues, put: (value: string) => string = asItIs): string {
    // Joined at once: what is added piece by piece keeps its pieces, and thousands of modules keep such texts.
    return this.#parts
      .map((part) => {
        if (typeof part === 'string') return part;
        if (part.name === 'random') return values.random.text(part.length);
        return put(String(values.value(part.name)));
      })
      .join('');
  }
}

function asItIs(value: string): string {
  return value;
}

function checkPlaceholder(name: string, length: string | undefined, known: readonly string[]): void {
  const names = [...known, 'random'];
  if (!names.includes(name)) {
    throw new ScenarioError(message('scenario.unknownPlaceholder', { name, nearest: nearest(name, names) }));
  }
  if (length === undefined) return;
  if (name !== 'random') throw new ScenarioError(message('scenario.noLengthFor', { name }));
  if (Number(length) < 1 || Number(length) > MAX_RANDOM_LENGTH) {
    throw new ScenarioError(message('scenario.badLength', { max: MAX_RANDOM_LENGTH, typed: length }));
  }
}
