import { texts } from './texts.ts';
import type { WatchRequest } from './watch.ts';

/** Names a broker, and who looks on there. */
export function SourceForm({ look }: { readonly look: (request: WatchRequest) => void }) {
  const t = texts.value;
  return (
    <form
      class="source"
      aria-label={t.otherTitle}
      onSubmit={(event) => {
        event.preventDefault();
        const given = new FormData(event.currentTarget);
        const text = (name: string): string => String(given.get(name) ?? '');
        look({
          url: text('url'),
          ...(text('username') !== '' && { username: text('username') }),
          ...(text('password') !== '' && { password: text('password') }),
          ...(given.has('insecure') && { insecure: true }),
        });
      }}
    >
      <label>
        {t.url}
        <input
          name="url"
          class="mono"
          required
          pattern="(mqtts?|wss?)://.+"
          placeholder="mqtt://127.0.0.1:1883"
        />
      </label>
      <label>
        {t.username}
        <input name="username" autocomplete="off" />
      </label>
      <label>
        {t.password}
        <input name="password" type="password" autocomplete="off" />
      </label>
      <label class="choice">
        <input name="insecure" type="checkbox" />
        {t.insecure}
      </label>
      <button type="submit">{t.look}</button>
    </form>
  );
}
