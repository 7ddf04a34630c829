import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { type Filter, isSound, type Search } from './filter.ts';
import { KINDS, SIDES } from './row.ts';
import { texts } from './texts.ts';
import {
  choose,
  elapsedSince,
  find,
  follow,
  following,
  jumpToMatch,
  pause,
  pausedAt,
  resume,
  selected,
  showAll,
  timeline,
  visible,
} from './view.ts';

export function Toolbar({ search }: { readonly search: RefObject<HTMLInputElement | null> }) {
  return (
    <div class="timeline-tools">
      <div class="tools-row">
        <Pause />
        <SearchBox input={search} />
        <Elapsed />
        <Count />
      </div>
      <div class="tools-row">
        <Choices name="sides" values={SIDES} />
        <Choices name="kinds" values={KINDS} />
      </div>
    </div>
  );
}

function Pause() {
  const t = texts.value;
  // What is shown stays while it is paused; what waits grows.
  timeline.version.value;
  const paused = pausedAt.value !== undefined;
  const waiting = paused ? timeline.shown.length - visible.value : 0;
  return (
    <>
      <button type="button" aria-pressed={paused} onClick={paused ? resume : pause}>
        {paused ? `▶ ${t.resume}` : `❚❚ ${t.pause}`}
      </button>
      <button type="button" disabled={following.value && !paused} onClick={follow}>
        ↓ {t.latest}
      </button>
      {/* Not told as it changes, which would be all the time. */}
      <span class="note">{waiting > 0 ? t.newRows(waiting) : ''}</span>
    </>
  );
}

function SearchBox({ input }: { readonly input: RefObject<HTMLInputElement | null> }) {
  const t = texts.value;
  const search = useSignal<Search>(timeline.search);
  timeline.version.value;
  const look = (changed: Partial<Search>): void => {
    search.value = { ...search.value, ...changed };
    find(search.value);
  };
  const { text, regex, only } = search.value;
  const { matches } = timeline;
  const sound = isSound(search.value);
  return (
    <search class="search">
      <input
        ref={input}
        type="search"
        aria-label={t.search}
        aria-invalid={!sound}
        placeholder={`${t.search} (/): ${t.searchHint}`}
        value={text}
        onInput={({ currentTarget }) => look({ text: currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === 'Enter') jumpToMatch(event.shiftKey ? -1 : 1);
          else if (event.key === 'Escape') document.getElementById('timeline-rows')?.focus();
          else return;
          event.preventDefault();
        }}
      />
      <button
        type="button"
        aria-pressed={regex}
        aria-label={t.regex}
        title={t.regex}
        onClick={() => look({ regex: !regex })}
      >
        .*
      </button>
      <button type="button" aria-label={t.previous} title={t.previous} onClick={() => jumpToMatch(-1)}>
        ↑
      </button>
      <button type="button" aria-label={t.next} title={t.next} onClick={() => jumpToMatch(1)}>
        ↓
      </button>
      <label class="choice">
        <input type="checkbox" checked={only} onChange={() => look({ only: !only })} />
        {t.onlyMatches}
      </label>
      {text !== '' && (
        <output class={sound ? 'note' : 'bad'}>
          {sound ? t.found(matches.indexOf(selected.value) + 1, matches.length) : t.badRegex}
        </output>
      )}
    </search>
  );
}

function Elapsed() {
  const t = texts.value;
  return (
    <label class="choice">
      {t.sinceWhat}
      <select
        value={elapsedSince.value}
        onChange={({ currentTarget }) => {
          elapsedSince.value = currentTarget.value as 'previous' | 'first' | 'selected';
        }}
      >
        <option value="previous">{t.sincePrevious}</option>
        <option value="first">{t.sinceFirst}</option>
        <option value="selected">{t.sinceSelected}</option>
      </select>
    </label>
  );
}

function Count() {
  return <span class="note count">{texts.value.count(visible.value, timeline.size)}</span>;
}

/** Buttons of which none is pressed at first, which chooses all. */
function Choices<N extends 'sides' | 'kinds'>({
  name,
  values,
}: {
  readonly name: N;
  readonly values: readonly (Filter[N] extends ReadonlySet<infer V> ? V & keyof typeof texts.value : never)[];
}) {
  const t = texts.value;
  timeline.version.value;
  const chosen = timeline.filter[name] as ReadonlySet<string>;
  const toggle = (value: string): void => {
    const next = new Set(chosen);
    if (!next.delete(value)) next.add(value);
    choose({ ...timeline.filter, [name]: next });
  };
  return (
    <fieldset class="chips">
      <legend class="unseen">{t[name]}</legend>
      {values.map((value) => (
        <button key={value} type="button" aria-pressed={chosen.has(value)} onClick={() => toggle(value)}>
          {t[value] as string}
        </button>
      ))}
      {name === 'kinds' && (timeline.filter.kinds.size > 0 || timeline.filter.sides.size > 0) && (
        <button type="button" class="plain" onClick={showAll}>
          {t.showAll}
        </button>
      )}
    </fieldset>
  );
}
