import { signal, useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { Beside } from './beside.tsx';
import type { Session } from './session.ts';
import { addressWith } from './share.ts';
import { Terminal } from './terminal.tsx';
import { TEXTS } from './texts/index.ts';

/** A terminal to try things at, and to share what was typed. */
export function Playground({ session, lines }: { session: Session; lines: readonly string[] }) {
  const line = useMemo(() => signal(''), []);
  const address = useSignal('');
  const texts = TEXTS[session.language.value];
  const t = texts.playground;
  const share = (): void => {
    address.value = addressWith(location.href, session.typed.value);
    history.replaceState(history.state, '', address.value);
    // A page that came neither from this machine nor over TLS has no clipboard; the link is shown all the same.
    navigator.clipboard?.writeText(address.value).catch(() => {});
  };
  return (
    <div class="atmqtt-demo playground" lang={session.language.value === 'zh' ? 'zh-CN' : 'en'}>
      <div class="steps">
        <h2>{t.title}</h2>
        <p>{t.about}</p>
        {lines.length > 0 && (
          <>
            <p>{t.shared(lines.length)}</p>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and so must be reached by keys */}
            <pre class="shared" tabIndex={0}>
              {lines.join('\n')}
            </pre>
            <button type="button" class="main" onClick={() => void session.typeAll(lines)}>
              {t.run}
            </button>
          </>
        )}
        <p class="buttons">
          <button type="button" disabled={session.isEmpty.value} onClick={share}>
            {t.share}
          </button>
          <button
            type="button"
            onClick={() => {
              session.restart();
              address.value = '';
            }}
          >
            {texts.restart}
          </button>
        </p>
        <div role="status">
          {address.value !== '' && (
            <label class="address">
              {t.copied}
              <input readOnly value={address.value} aria-label={t.address} />
            </label>
          )}
        </div>
      </div>
      <Terminal session={session} line={line} texts={texts} />
      <Beside session={session} texts={texts} />
    </div>
  );
}
