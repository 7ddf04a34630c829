import { useSignal, useSignalEffect } from '@preact/signals';
import { useId } from 'preact/hooks';
import { request } from '../api/request.ts';
import { module } from '../state/modules.ts';
import { language } from '../texts/language.ts';
import { texts } from './texts.ts';

/** Something that can be explained, which a click explains in place: a code, a command, an answer, a URC. */
export function Explained({ what, children }: { readonly what: string; readonly children?: string }) {
  const open = useSignal(false);
  const id = useId();
  return (
    <>
      <button
        type="button"
        class="explained"
        aria-expanded={open.value}
        aria-controls={id}
        title={texts.value.explain(what)}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        {children ?? what}
      </button>
      <span id={id} hidden={!open.value} class="explanation">
        {open.value && <Explanation what={what} />}
      </span>
    </>
  );
}

/** What the program says of it, in the language of the page. */
function Explanation({ what }: { readonly what: string }) {
  const text = useSignal<string | undefined>(undefined);
  useSignalEffect(() => {
    const query = new URLSearchParams({ lang: language.value, module: module.value?.name ?? '' });
    const given = new AbortController();
    request<{ text: string }>(`/explain/${encodeURIComponent(what)}?${query}`, { signal: given.signal }).then(
      (answer) => {
        text.value = answer.text.trim();
      },
      (error: unknown) => {
        if (!given.signal.aborted) text.value = error instanceof Error ? error.message : String(error);
      },
    );
    return () => given.abort();
  });
  return <span class="explanation-text">{text.value ?? texts.value.loading}</span>;
}
