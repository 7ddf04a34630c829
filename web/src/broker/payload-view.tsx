import { signal } from '@preact/signals';
import type { TopicMessage } from './history.ts';
import { JsonTree } from './json-tree.tsx';
import { base64Of, FORMATS, formatFor, hexOf, jsonOf, type PayloadFormat, textOf } from './payload.ts';
import { texts } from './texts.ts';

/** What was chosen, for all topics; undefined: what fits. */
const chosenFormat = signal<PayloadFormat | undefined>(undefined);

/** The payload of a message as text, JSON, hexadecimal digits or Base64. */
export function PayloadView({ message: { payload, cut } }: { readonly message: TopicMessage }) {
  const t = texts.value;
  const format = chosenFormat.value ?? formatFor(payload);
  return (
    <section aria-label={t.payload}>
      <fieldset class="bar" aria-label={t.viewAs}>
        {FORMATS.map((each) => (
          <button
            key={each}
            type="button"
            class="small"
            aria-pressed={each === format}
            onClick={() => {
              chosenFormat.value = each;
            }}
          >
            {t.formats[each]}
          </button>
        ))}
      </fieldset>
      {cut === true && <p class="warn">{t.cut}</p>}
      {payload.length === 0 ? (
        <p class="note">{t.emptyPayload}</p>
      ) : (
        <Shown payload={payload} format={format} />
      )}
    </section>
  );
}

function Shown({ payload, format }: { readonly payload: Uint8Array; readonly format: PayloadFormat }) {
  const json = format === 'json' ? jsonOf(payload) : undefined;
  if (json !== undefined)
    return (
      <div class="payload mono">
        <JsonTree value={json.value} />
      </div>
    );
  const text = format === 'hex' ? hexOf(payload) : format === 'base64' ? base64Of(payload) : textOf(payload);
  return (
    <>
      {format === 'json' && <p class="note">{texts.value.notJson}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keys too */}
      <pre class="payload" tabIndex={0}>
        {text}
      </pre>
    </>
  );
}
