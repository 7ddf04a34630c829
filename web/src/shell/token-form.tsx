import { useSignal } from '@preact/signals';
import { RequestError } from '../api/request.ts';
import { enter, resume } from '../state/connection.ts';
import { shownText } from '../texts/messages.ts';
import { texts } from './texts.ts';

/** Asks for the token: of a page that was opened without it, or whose run is over. */
export function TokenForm() {
  const typed = useSignal('');
  const failure = useSignal<RequestError | undefined>(undefined);
  const t = texts.value.token;
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      await enter(typed.value.trim());
      await resume();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      failure.value = error;
    }
  };
  return (
    <form class="token" onSubmit={(event) => void submit(event)}>
      <h1>{t.title}</h1>
      <p>{t.about}</p>
      <label>
        {t.label}
        <input
          type="password"
          autoComplete="off"
          value={typed.value}
          onInput={({ currentTarget }) => {
            typed.value = currentTarget.value;
          }}
        />
      </label>
      <button type="submit">{t.enter}</button>
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
