import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { request } from '../api/request.ts';
import { language } from '../texts/language.ts';
import type { Row } from './row.ts';
import { texts } from './texts.ts';

/** Explanations that were asked for, by their address; undefined while they are on the way, empty when there is none. */
const known = signal<Readonly<Record<string, string | undefined>>>({});

/** What `atmqtt explain` says of the codes, the command, the URC or the rule of a row. */
export function Explanation({ row }: { readonly row: Row }) {
  const paths = whatToExplain(row).map(
    (what) =>
      `/explain/${encodeURIComponent(what)}?lang=${language.value}${row.module === undefined ? '' : `&module=${encodeURIComponent(row.module)}`}`,
  );
  useEffect(() => {
    for (const path of paths) ask(path);
  }, [paths.join(' ')]);
  return (
    <>
      {paths.map((path) => {
        const text = known.value[path];
        if (text === '') return null;
        return text === undefined ? (
          <p key={path} class="note">
            {texts.value.explaining}
          </p>
        ) : (
          <pre key={path} class="explanation">
            {text}
          </pre>
        );
      })}
    </>
  );
}

/** Asks once; a later row may try again what nobody answered. */
function ask(path: string): void {
  if (path in known.peek()) return;
  const keep = (text: string | undefined): void => {
    known.value = { ...known.peek(), [path]: text };
  };
  keep(undefined);
  request<{ text: string }>(path).then(
    ({ text }) => keep(text.trimEnd()),
    () => keep(''),
  );
}

function whatToExplain({ event, failed }: Row): readonly string[] {
  switch (event.event) {
    case 'command':
      return [...new Set(event.codes ?? [])];
    case 'compat':
      return [event.rule];
    case 'traffic':
      if (event.key !== undefined || event.data === true) return [];
      if (event.from === 'host') return commandOf(event.text);
      if (event.urc === true) return [/^(?:\+?[A-Z_]+)(?=[:,]|$)/.exec(event.text)?.[0] ?? event.text];
      return [failed ? 'ERROR' : (event.text.trim().split(/\s+/).at(-1) ?? '')].filter((word) =>
        /^(?:OK|ERROR|>)$/.test(word),
      );
    default:
      return [];
  }
}

function commandOf(line: string): readonly string[] {
  const [name] = /^AT[+A-Z_0-9]*/i.exec(line) ?? [];
  return name === undefined ? [] : [name];
}
