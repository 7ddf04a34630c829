import { useSignalEffect } from '@preact/signals';
import { hrefOf } from '../shell/panels.ts';
import { shownText } from '../texts/messages.ts';
import { LinkConfiguration } from './link-configuration.tsx';
import { chosenLink, links } from './links.ts';
import { InFlight, Subscriptions } from './messages-tables.tsx';
import { movesOf } from './moves.ts';
import { StateDiagram } from './state-diagram.tsx';
import { texts } from './texts.ts';
import { Time } from './time.tsx';

/** Changes of a state that are listed. */
const MOVES = 6;

/** The links: where each is, what moved it, how it is configured, what it has subscribed to and what is in flight. */
export function LinksSection({ module }: { readonly module: string }) {
  const t = texts.value;
  useSignalEffect(links.follow);
  const view = links.value.value;
  if (view === undefined) return <p class="note">{links.refused.value ?? t.loading}</p>;
  const chosen = view.links.find(({ link }) => link === chosenLink.value) ?? view.links[0];
  if (chosen === undefined) return null;
  const moves = movesOf(module, chosen.link, MOVES);
  return (
    <>
      {view.links.length > 1 && (
        <fieldset class="row plain">
          <legend class="unseen">{t.links}</legend>
          {view.links.map(({ link, state }) => (
            <button
              key={link}
              type="button"
              aria-pressed={link === chosen.link}
              onClick={() => {
                chosenLink.value = link;
              }}
            >
              LinkID {link} · {state}
            </button>
          ))}
        </fieldset>
      )}
      <StateDiagram links={view.links} chosen={chosen.link} came={moves[0]?.event} />
      <p class="now">
        <strong>
          LinkID {chosen.link}: {chosen.state} – {t.states[chosen.state]}
        </strong>
        {chosen.target !== undefined && <code> {chosen.target}</code>}
        {chosen.attempt !== 'none' && <span class="warn"> {t.attempts[chosen.attempt]}</span>}
        {chosen.reason !== undefined && chosen.state < 4 && (
          <span class="bad"> {shownText(chosen.reason)}</span>
        )}
        <span class="note"> {t.counts(chosen.connects, chosen.reconnects, chosen.losses)}</span>
      </p>
      <div class="columns">
        <section>
          <h2>{t.moved}</h2>
          {moves.length === 0 && <p class="note">{t.neverMoved}</p>}
          <ol class="moves">
            {moves.map(({ id, event }) => (
              <li key={id}>
                <Time iso={event.time} />{' '}
                <strong>
                  {event.from} → {event.to}
                </strong>{' '}
                {shownText({ text: event.reason, key: event.key, params: event.params })}{' '}
                <a href={hrefOf('timeline', { event: id })}>{t.inTimeline}</a>
              </li>
            ))}
          </ol>
          <Subscriptions link={chosen} clients={view.clients} />
          <InFlight link={chosen} />
        </section>
        <LinkConfiguration module={module} link={chosen} />
      </div>
    </>
  );
}
