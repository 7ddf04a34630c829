import type { Language } from '../language.ts';
import { textOf as inEnglish, type Message } from '../message.ts';
import type { Render } from '../types.ts';
import { translated } from './help/translated.ts';
import { zh } from './index.ts';

type Area = Readonly<Record<string, ((params: unknown, render: Render) => string) | undefined>>;

function textOf(message: Message): string {
  const [area, name] = message.key.split('.') as [keyof typeof zh, string];
  const entry = (zh[area] as Area | undefined)?.[name];
  return entry === undefined ? inEnglish(message) : entry(message.params, textOf);
}

/** Simplified Chinese, in the terms of Espressif's manual. */
export const chinese: Language = { code: 'zh', textOf, describe: translated };
