import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { RequestError } from '../api/request.ts';
import { shownText } from '../texts/messages.ts';
import { texts } from './texts.ts';
import { publish, watch } from './watch.ts';

const QOS = [0, 1, 2] as const;

/** Publishes at the broker. @param topic the one that is chosen */
export function PublishBox({ topic }: { readonly topic: string | undefined }) {
  const t = texts.value;
  const to = useSignal(topic ?? '');
  const text = useSignal('');
  const qos = useSignal(0);
  const retain = useSignal(false);
  const done = useSignal('');
  const failed = useSignal<string | undefined>(undefined);
  useEffect(() => {
    if (topic !== undefined) to.value = topic;
  }, [topic]);
  const send = async (): Promise<void> => {
    done.value = '';
    failed.value = undefined;
    try {
      await publish({ topic: to.value, text: text.value, qos: qos.value, retain: retain.value });
      done.value = t.published;
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      failed.value = shownText({ text: error.message, key: error.key, params: error.parameters });
    }
  };
  return (
    <form
      class="publish"
      aria-label={t.publish}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label>
        {t.topic}
        <input
          class="mono"
          required
          value={to.value}
          onInput={({ currentTarget }) => {
            to.value = currentTarget.value;
          }}
        />
      </label>
      <label>
        {t.payload}
        <textarea
          class="mono"
          rows={2}
          value={text.value}
          onInput={({ currentTarget }) => {
            text.value = currentTarget.value;
          }}
        />
      </label>
      <div class="bar">
        <label class="choice">
          QoS
          <select
            value={qos.value}
            onChange={({ currentTarget }) => {
              qos.value = Number(currentTarget.value);
            }}
          >
            {QOS.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
        </label>
        <label class="choice">
          <input
            type="checkbox"
            checked={retain.value}
            onChange={({ currentTarget }) => {
              retain.value = currentTarget.checked;
            }}
          />
          {t.asRetained}
        </label>
        <button type="submit" disabled={watch.value === undefined}>
          {t.publish}
        </button>
        <output class="good">{done.value}</output>
      </div>
      {failed.value !== undefined && <p role="alert">{failed.value}</p>}
    </form>
  );
}
