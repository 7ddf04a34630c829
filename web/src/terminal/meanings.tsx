import { useSignalEffect } from '@preact/signals';
import type { ControlEvent } from '#control/events/events';
import { hrefOf } from '../shell/panels.ts';
import { moduleName } from '../state/modules.ts';
import { shownText } from '../texts/messages.ts';
import { commandSet } from './commands.ts';
import { Explained } from './explanation.tsx';
import { type Entry, entries, followMeanings, outcomeOf, urcOf } from './meaning.ts';
import { plain } from './screen-text.ts';
import { texts } from './texts.ts';

/** Characters of a URC that are shown; the screen has all. */
const SHOWN = 200;

/** What the last answers and URCs mean, the last one first. */
export function Meanings() {
  const t = texts.value;
  useSignalEffect(() => {
    const name = moduleName.value;
    return name === undefined ? undefined : followMeanings(name);
  });
  return (
    <section class="meanings" aria-labelledby="meanings-title">
      <h2 id="meanings-title">{t.meaning}</h2>
      {entries.value.length === 0 && <p class="note">{t.nothingYet}</p>}
      <ol>
        {entries.value.map((entry) => (
          <Meaning key={entry.id} entry={entry} />
        ))}
      </ol>
    </section>
  );
}

function Meaning({ entry: { id, event } }: { readonly entry: Entry }) {
  return (
    <li>
      {event.event === 'command' ? <CommandMeaning event={event} /> : <UrcMeaning line={event.line} />}
      <a class="place" href={hrefOf('timeline', { event: id })}>
        {texts.value.inTimeline}
      </a>
    </li>
  );
}

/** A command that was answered, as far as its meaning is shown. */
export type AnsweredCommand = Pick<
  Extract<ControlEvent, { event: 'command' }>,
  'line' | 'host' | 'ok' | 'ms' | 'reply' | 'dataBytes' | 'why' | 'key' | 'params' | 'codes'
>;

/** What a command came to. */
export function CommandMeaning({ event }: { readonly event: AnsweredCommand }) {
  const t = texts.value;
  const outcome = outcomeOf(event);
  const [name = event.line] = /^[^=?]*/.exec(event.line) ?? [];
  const word = { ok: 'OK', error: 'ERROR', busy: 'busy', prompt: '>' }[outcome];
  return (
    <>
      <code class="line">
        {event.host !== 'control' && <span class="note">[{event.host}] </span>}
        <Explained what={name} />
        {event.line.slice(name.length)}
      </code>
      <p class={outcome === 'ok' || outcome === 'prompt' ? 'good' : 'bad'}>
        <strong>
          <Explained what={word} />
        </strong>{' '}
        {t.outcomes[outcome]} {t.took(event.ms)}
      </p>
      {event.why !== undefined && (
        <p class="why">{shownText({ text: event.why, key: event.key, params: event.params })}</p>
      )}
      {event.codes !== undefined && event.codes.length > 0 && (
        <p class="codes">
          {t.codes}
          {event.codes.map((code) => (
            <Explained key={code} what={code} />
          ))}
        </p>
      )}
    </>
  );
}

/** What a line says that the module wrote by itself. */
export function UrcMeaning({ line }: { readonly line: string }) {
  const urc = urcOf(commandSet.value, line);
  const [name = line] = /^[^:]*/.exec(line) ?? [];
  const shown = plain(line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line);
  return (
    <>
      <code class="line urc">{urc === undefined ? shown : <Explained what={name}>{shown}</Explained>}</code>
      {urc !== undefined && <p>{urc.when}</p>}
    </>
  );
}
