import { useSignal } from '@preact/signals';
import { RequestError } from '../api/request.ts';
import { module } from '../state/modules.ts';
import { shownText } from '../texts/messages.ts';
import { announcement, type FileMessage, sendFile, sending } from './send-file.ts';
import { texts } from './texts.ts';

/** Publishes a file, of any bytes. */
export function SendFile() {
  const t = texts.value.file;
  const file = useSignal<File | undefined>(undefined);
  const link = useSignal(0);
  const topic = useSignal('');
  const qos = useSignal(1);
  const retain = useSignal(false);
  const shown = module.value;
  const message: FileMessage | undefined = file.value && {
    file: file.value,
    ...{ link: link.value, topic: topic.value, qos: qos.value, retain: retain.value },
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (shown === undefined || message === undefined) return;
    try {
      await sendFile(shown.name, message);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const said = { text: error.message, key: error.key, params: error.parameters };
      sending.value = { state: 'broken', why: shownText(said) };
    }
  };
  const busy = sending.value?.state === 'sending';
  return (
    <details class="send-file">
      <summary>{t.title}</summary>
      <form onSubmit={(event) => void submit(event)}>
        <label>
          {t.file}
          <input
            type="file"
            required
            onChange={({ currentTarget }) => {
              file.value = currentTarget.files?.[0];
            }}
          />
        </label>
        <label>
          {t.topic}
          <input
            class="mono"
            required
            value={topic.value}
            onInput={({ currentTarget }) => {
              topic.value = currentTarget.value;
            }}
          />
        </label>
        {(shown?.links.length ?? 0) > 1 && (
          <label>
            LinkID
            <select
              value={link.value}
              onChange={({ currentTarget }) => {
                link.value = Number(currentTarget.value);
              }}
            >
              {shown?.links.map((each) => (
                <option key={each.link}>{each.link}</option>
              ))}
            </select>
          </label>
        )}
        <label>
          QoS
          <select
            value={qos.value}
            onChange={({ currentTarget }) => {
              qos.value = Number(currentTarget.value);
            }}
          >
            <option>0</option>
            <option>1</option>
            <option>2</option>
          </select>
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={retain.value}
            onChange={({ currentTarget }) => {
              retain.value = currentTarget.checked;
            }}
          />
          {t.retain}
        </label>
        <button type="submit" disabled={busy || message === undefined || message.file.size === 0}>
          {t.send}
        </button>
        {message !== undefined && (
          <code class="announcement">{message.file.size === 0 ? t.empty : announcement(message)}</code>
        )}
      </form>
      <Progress />
    </details>
  );
}

function Progress() {
  const t = texts.value.file;
  const state = sending.value;
  if (state === undefined) return null;
  return (
    <>
      {state.state === 'sending' && <progress aria-label={t.progress} value={state.sent} max={state.bytes} />}
      <p role="status" class={{ sending: '', done: 'good', refused: 'bad', broken: 'bad' }[state.state]}>
        {state.state === 'sending' && t.sending(state.sent, state.bytes)}
        {state.state === 'done' && t.done(state.bytes, state.ms)}
        {state.state === 'refused' && t.refused(state.why)}
        {state.state === 'broken' && t.broken(state.why)}
      </p>
    </>
  );
}
