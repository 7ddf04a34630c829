import { useEffect, useRef } from 'preact/hooks';
import { paste, pasteTarget, pasting, sendPaste, stopPaste } from './paste.ts';
import type { Target } from './target.ts';
import { texts } from './texts.ts';

/** Lines that were pasted: looked at first, then sent one at a time. */
export function PasteBox({ target }: { readonly target: Target }) {
  const t = texts.value.paste;
  const lines = pasteTarget.value === target ? paste.value : undefined;
  const go = useRef<HTMLButtonElement>(null);
  const offered = lines !== undefined;
  useEffect(() => go.current?.focus(), [offered]);
  if (lines === undefined || !target.ready.value) return null;
  const left = lines.filter(({ state }) => state === 'waiting').length;
  const failed = lines.findIndex(({ state }) => state === 'failed');
  return (
    <section class="paste" aria-label={t.title}>
      <p role="status">
        {pasting.value
          ? t.sending(lines.length - left, lines.length)
          : failed >= 0
            ? t.stopped(failed + 1, left)
            : left === 0
              ? t.done(lines.length)
              : t.about(lines.length)}
      </p>
      <ol>
        {lines.map(({ text, state, why }, index) => (
          <li key={index} class={state === 'failed' ? 'bad' : state === 'answered' ? 'good' : ''}>
            <code>{text}</code> <span>{t.states[state]}</span>
            {why !== undefined && <p>{why === '' ? t.noAnswer : why}</p>}
          </li>
        ))}
      </ol>
      {left > 0 && !pasting.value && (
        <button ref={go} type="button" class="primary" onClick={() => void sendPaste(target)}>
          {failed >= 0 ? t.goOn(left) : t.send(left)}
        </button>
      )}{' '}
      <button type="button" onClick={stopPaste}>
        {pasting.value ? t.stop : t.close}
      </button>
    </section>
  );
}
