import { en } from './en/index.ts';
import type { Message, Render } from './types.ts';

export type { Message, Render } from './types.ts';

/** Every sentence for people, by area and key: a function of its parameters. Another language has the same type. */
export type Catalogue = typeof en;

/** `area.key`, such as `link.connected`. */
export type MessageKey = {
  [A in keyof Catalogue & string]: `${A}.${keyof Catalogue[A] & string}`;
}[keyof Catalogue & string];

type Entry<K extends MessageKey> = K extends `${infer A}.${infer N}`
  ? A extends keyof Catalogue
    ? N extends keyof Catalogue[A]
      ? Catalogue[A][N]
      : never
    : never
  : never;

/** What a message is made with; undefined for one that takes nothing. */
export type ParamsOf<K extends MessageKey> =
  Entry<K> extends (...args: infer A) => string ? (A extends [infer P, ...unknown[]] ? P : undefined) : never;

/** Makes a message: `message('link.connected', { host, port })`. */
export function message<K extends MessageKey>(
  key: K,
  ...params: ParamsOf<K> extends undefined ? [] : [params: ParamsOf<K>]
): Message<K, ParamsOf<K>> {
  return { key, params: params[0] as ParamsOf<K> };
}

/** The text of a message, in English. */
export function textOf({ key, params }: Message): string {
  const [area, name] = key.split('.') as [keyof Catalogue, string];
  const entry = (en[area] as Record<string, (params: unknown, render: Render) => string> | undefined)?.[name];
  if (entry === undefined) throw new TypeError(textOf(message('errors.noMessage', { key })));
  return entry(params, textOf);
}
