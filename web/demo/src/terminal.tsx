import { type Signal, useSignal, useSignalEffect } from '@preact/signals';
import type { RefObject } from 'preact';
import { useRef } from 'preact/hooks';
import type { Session } from './session.ts';
import type { Texts } from './texts/en.ts';

interface TerminalProps {
  readonly session: Session;
  readonly line: Signal<string>;
  /** Where the line is typed, for who puts something into it. */
  readonly field?: RefObject<HTMLInputElement | null>;
  readonly texts: Texts;
}

/** What the module has written, and a line to type. */
export function Terminal({ session, line, field: given, texts }: TerminalProps) {
  const screen = useRef<HTMLPreElement>(null);
  const own = useRef<HTMLInputElement>(null);
  const field = given ?? own;
  /** How far back in what was typed; 0: at the new line. */
  const back = useSignal(0);
  const draft = useSignal('');
  useSignalEffect(() => {
    session.output.value;
    const shown = screen.current;
    if (shown !== null) queueMicrotask(() => shown.scrollTo(0, shown.scrollHeight));
  });

  const send = (event: Event): void => {
    event.preventDefault();
    session.type(line.value);
    line.value = '';
    back.value = 0;
    field.current?.focus();
  };
  const goBack = (event: KeyboardEvent): void => {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (step === undefined || event.isComposing) return;
    const typed = session.typed.value;
    const to = Math.min(typed.length, Math.max(0, back.value + step));
    if (to === back.value) return;
    event.preventDefault();
    if (back.value === 0) draft.value = line.value;
    back.value = to;
    line.value = to === 0 ? draft.value : (typed[typed.length - to] ?? '');
  };
  const remaining = session.dataRemaining.value;
  const label = remaining === 0 ? texts.typeCommand : texts.typeData(remaining);
  return (
    <div class="terminal">
      <h2>{texts.terminal}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and so must be reached by keys */}
      <pre ref={screen} role="log" aria-label={texts.moduleSays} tabIndex={0}>
        {session.output}
      </pre>
      <form onSubmit={send}>
        <label>
          <span>{label}</span>
          <input
            ref={field}
            value={line.value}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            onInput={({ currentTarget }) => {
              line.value = currentTarget.value;
            }}
            onKeyDown={goBack}
          />
        </label>
        <button type="submit">{texts.send}</button>
      </form>
    </div>
  );
}
