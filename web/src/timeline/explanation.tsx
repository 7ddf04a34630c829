import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { request } from '../api/request.ts';
import { language } from '../texts/language.ts';
import type { Row } from './row.ts';
import { texts } from './texts.ts';

/** Explanations that were asked for, by their keys; undefined while they are on the way, empty when there is none. */
const known = signal<Readonly<Record<string, string | undefined>>>({});

/** What `atmqtt explain` says of the codes, the command, the URC or the rule of a row; of a fault what the table of faults says. */
export function Explanation({ row }: { readonly row: Row }) {
  const { event } = row;
  const asks =
    event.event === 'fault'
      ? [faultAsk(event.fault)]
      : whatToExplain(row).map((what) => explainAsk(what, row.module));
  useEffect(() => {
    for (const each of asks) ask(each);
  }, [asks.map(({ key }) => key).join(' ')]);
  return (
    <>
      {asks.map(({ key }) => {
        const text = known.value[key];
        if (text === '') return null;
        return text === undefined ? (
          <p key={key} class="note">
            {texts.value.explaining}
          </p>
        ) : (
          <pre key={key} class="explanation">
            {text}
          </pre>
        );
      })}
    </>
  );
}

/** What is asked, and what of the answer is shown. */
interface Ask {
  /** Tells those apart that are kept. */
  readonly key: string;
  readonly text: () => Promise<string>;
}

function explainAsk(what: string, module: string | undefined): Ask {
  const query = new URLSearchParams({ lang: language.value, ...(module !== undefined && { module }) });
  const path = `/explain/${encodeURIComponent(what)}?${query}`;
  return { key: path, text: async () => (await request<{ text: string }>(path)).text.trimEnd() };
}

function faultAsk(name: string): Ask {
  const path = `/faults?lang=${language.value}`;
  const text = async (): Promise<string> => {
    const { faults } = await request<{ faults: { fault: string; about: string; hostSees: string }[] }>(path);
    const found = faults.find(({ fault }) => fault === name);
    return found === undefined ? '' : `${found.about}\n\n${found.hostSees}`;
  };
  return { key: `${path} ${name}`, text };
}

/** Asks once. */
function ask({ key, text }: Ask): void {
  if (key in known.peek()) return;
  const keep = (answer: string | undefined): void => {
    known.value = { ...known.peek(), [key]: answer };
  };
  keep(undefined);
  text().then(keep, () => keep(''));
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
