import { useSignal, useSignalEffect } from '@preact/signals';
import { useId } from 'preact/hooks';
import { base64Of } from '#bytes/base64';
import { RequestError } from '../api/request.ts';
import { shownText } from '../texts/messages.ts';
import { CandidateList } from './candidate-list.tsx';
import { commandSet } from './commands.ts';
import { type Candidate, candidatesFor, commonBeginning } from './completion.ts';
import { inputIs, typed } from './focus.ts';
import { Hints } from './hints.tsx';
import { history } from './keeping.ts';
import { offerPaste, stopPaste } from './paste.ts';
import { StarButton } from './star-button.tsx';
import type { Target } from './target.ts';
import { texts } from './texts.ts';
import { bytesOf, type Input } from './typing.ts';

/** What Enter sends: a line with its end, text without one, or bytes in hexadecimal. */
const KINDS = ['line', 'text', 'bytes'] as const;
type Kind = (typeof KINDS)[number];

/** Where a person types: completion, hints, history. */
export function InputLine({ target }: { readonly target: Target }) {
  const t = texts.value;
  const { awaits, waiting } = target;
  const id = useId();
  const kind = useSignal<Kind>('line');
  const caret = useSignal(0);
  const listed = useSignal(false);
  const active = useSignal(-1);
  /** How far back in the history, and what stood here before. */
  const back = useSignal(0);
  const draft = useSignal('');
  const failure = useSignal<RequestError | undefined>(undefined);
  // Data begins where a command asks for it, and ends where it has all.
  useSignalEffect(() => {
    kind.value = awaits.value > 0 ? 'text' : 'line';
  });

  const set = commandSet.value;
  const candidates =
    listed.value && kind.value === 'line' && set !== undefined ? candidatesFor(set, typed.value) : [];
  const open = candidates.length > 0;

  const change = (text: string): void => {
    typed.value = text;
    caret.value = text.length;
    active.value = -1;
  };
  const take = ({ text }: Candidate): void => {
    change(text);
    listed.value = false;
  };
  const walk = (by: number): void => {
    if (back.value === 0) draft.value = typed.value;
    const lines = history.value.filter((line) => line.startsWith(draft.value));
    back.value = Math.min(Math.max(0, back.value + by), lines.length);
    change(back.value === 0 ? draft.value : (lines.at(-back.value) ?? ''));
    listed.value = false;
  };
  const send = async (): Promise<void> => {
    if (!target.ready.value) return;
    const text = typed.value;
    const input = inputOf(kind.value, text);
    if (input === undefined) return;
    change('');
    listed.value = false;
    back.value = 0;
    failure.value = undefined;
    try {
      await target.send(input);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      failure.value = error;
    }
  };
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLInputElement }): void => {
    const { currentTarget: input } = event;
    const steps = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.isComposing) return;
    if (steps !== undefined && open && (active.value >= 0 || steps > 0)) {
      active.value = Math.max(-1, Math.min(active.value + steps, candidates.length - 1));
    } else if (steps !== undefined) {
      walk(-steps);
    } else if (event.key === 'Tab' && !event.shiftKey && open) {
      const shared = commonBeginning(candidates, typed.value);
      const chosen = candidates[Math.max(0, active.value)];
      if (active.value < 0 && shared.length > typed.value.length) change(shared);
      else if (chosen !== undefined) take(chosen);
    } else if (event.key === 'Enter' && open && active.value >= 0) {
      const chosen = candidates[active.value];
      if (chosen !== undefined) take(chosen);
    } else if (event.key === 'Escape' && open) {
      listed.value = false;
    } else if (
      event.key.toLowerCase() === 'c' &&
      event.ctrlKey &&
      input.selectionStart === input.selectionEnd
    ) {
      change('');
      stopPaste();
    } else if (event.key.toLowerCase() === 'l' && event.ctrlKey) {
      target.clear();
    } else return;
    event.preventDefault();
  };
  const onPaste = (event: ClipboardEvent): void => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (kind.value === 'bytes' || !/[\r\n]./s.test(text.trimEnd())) return;
    event.preventDefault();
    offerPaste(typed.value + text, target);
    change('');
  };
  const look = ({ currentTarget }: { currentTarget: HTMLInputElement }): void => {
    caret.value = currentTarget.selectionStart ?? typed.value.length;
  };

  return (
    <form
      class="typing"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Hints caret={caret.value} />
      <div class="typing-row">
        <select
          aria-label={t.kind}
          value={kind.value}
          onChange={({ currentTarget }) => {
            kind.value = currentTarget.value as Kind;
          }}
        >
          {KINDS.map((each) => (
            <option key={each} value={each}>
              {t.kinds[each]}
            </option>
          ))}
        </select>
        <div class="combo">
          <input
            ref={inputIs}
            class="mono"
            type="text"
            role="combobox"
            aria-label={awaits.value > 0 ? t.dataWanted(awaits.value) : t.input}
            aria-expanded={open}
            aria-controls={id}
            aria-autocomplete="list"
            aria-activedescendant={active.value >= 0 ? `${id}-${active.value}` : undefined}
            autoComplete="off"
            autoCapitalize="off"
            spellcheck={false}
            placeholder={awaits.value > 0 ? t.dataWanted(awaits.value) : t.placeholder}
            value={typed.value}
            onInput={(event) => {
              typed.value = event.currentTarget.value;
              active.value = -1;
              back.value = 0;
              listed.value = true;
              look(event);
            }}
            onKeyDown={onKeyDown}
            onKeyUp={look}
            onClick={look}
            onPaste={onPaste}
            onBlur={() => {
              listed.value = false;
            }}
          />
          <CandidateList id={id} candidates={candidates} active={active.value} take={take} />
        </div>
        <StarButton line={typed.value} />
        <button type="submit">{t.send}</button>
      </div>
      <p class="note" role="status">
        {awaits.value > 0 ? t.dataWanted(awaits.value) : waiting.value ? t.waiting : ''}
      </p>
      {failure.value && (
        <p role="alert">
          {shownText({
            text: failure.value.message,
            key: failure.value.key,
            params: failure.value.parameters,
          })}
        </p>
      )}
    </form>
  );
}

/** What is sent; undefined for hexadecimal that is none. */
function inputOf(kind: Kind, text: string): Input | undefined {
  if (kind === 'line') return { line: text };
  if (kind === 'text') return { text };
  const bytes = bytesOf(text);
  return bytes && { base64: base64Of(bytes) };
}
