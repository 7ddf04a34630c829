import { message } from '#messages/message';
import type { TextPattern } from '../model.ts';
import { toBytes } from '../notation.ts';
import { PLACEHOLDERS } from '../placeholders.ts';
import { ScenarioError } from '../scenario-error.ts';
import { Template } from '../template.ts';

const DELIMITED = /^\/(.+)\/([a-z]*)$/s;

/** Reads a text with placeholders and marks. @throws ScenarioError */
export function readText(text: string, known: readonly string[] = PLACEHOLDERS.text): Template {
  toBytes(text);
  return new Template(text, known);
}

/** Reads a text, or a regular expression between slashes. @throws ScenarioError */
export function readPattern(text: string): TextPattern {
  const [, source, flags = ''] = DELIMITED.exec(text) ?? [];
  if (source === undefined) return { shown: text, template: readText(text), flags: undefined };
  try {
    new RegExp(source, flags);
  } catch (error) {
    const why = (error as Error).message.split(': ').at(-1) ?? '';
    throw new ScenarioError(message('scenario.badExpression', { typed: text, why }));
  }
  return { shown: text, template: new Template(source, PLACEHOLDERS.text, 'text'), flags };
}
