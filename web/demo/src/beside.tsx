import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Session, ShownTopic } from './session.ts';
import type { Texts } from './texts/en.ts';

interface Parts {
  readonly session: Session;
  readonly texts: Texts;
}

/** What else there is to see: packets, topics, and what the module says of its reasons. */
export function Beside({ session, texts }: Parts) {
  return (
    <div class="beside">
      <Packets session={session} texts={texts} />
      <Topics session={session} texts={texts} />
      <Reasons session={session} texts={texts} />
    </div>
  );
}

function Packets({ session, texts }: Parts) {
  const list = useScrolledDown(session.packets);
  return (
    <div>
      <h2>{texts.packets}</h2>
      {session.packets.value.length === 0 && <p class="quiet">{texts.noPackets}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and so must be reached by keys */}
      <ol ref={list} class="packets" tabIndex={0} aria-label={texts.packets}>
        {session.packets.value.map(({ id, direction, text }) => (
          <li key={id} class={direction === '>' ? 'sent' : 'received'}>
            <span>{direction === '>' ? texts.toBroker : texts.fromBroker}</span> <code>{text}</code>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Topics by their levels. */
interface Level {
  readonly below: Map<string, Level>;
  topic?: ShownTopic;
}

function Topics({ session, texts }: Parts) {
  const root: Level = { below: new Map() };
  for (const topic of session.topics.value.values()) {
    let at = root;
    for (const name of topic.topic.split('/')) {
      const next: Level = at.below.get(name) ?? { below: new Map() };
      at.below.set(name, next);
      at = next;
    }
    at.topic = topic;
  }
  return (
    <div>
      <h2>{texts.topics}</h2>
      {root.below.size === 0 && <p class="quiet">{texts.noTopics}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and so must be reached by keys */}
      <ul class="topics" tabIndex={0} aria-label={texts.topics}>
        <Levels level={root} texts={texts} />
      </ul>
    </div>
  );
}

function Levels({ level, texts }: { level: Level; texts: Texts }) {
  return (
    <>
      {[...level.below].map(([name, next]) => (
        <li key={name}>
          <code class="level">{name === '' ? '""' : name}</code>
          {next.topic && (
            <>
              {' '}
              <code class="payload">{next.topic.payload}</code>{' '}
              <span class="quiet">{texts.topicFacts(next.topic)}</span>
            </>
          )}
          {next.below.size > 0 && (
            <ul>
              <Levels level={next} texts={texts} />
            </ul>
          )}
        </li>
      ))}
    </>
  );
}

function Reasons({ session, texts }: Parts) {
  const list = useScrolledDown(session.log);
  const { textOf } = session.texts.value;
  return (
    <div>
      <h2>{texts.log}</h2>
      {session.log.value.length === 0 && <p class="quiet">{texts.noLog}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and so must be reached by keys */}
      <ol ref={list} class="log" tabIndex={0} aria-label={texts.log}>
        {session.log.value.map(({ id, level, message }) => (
          <li key={id} class={level}>
            {textOf(message)}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** A list whose last entry is seen. */
function useScrolledDown(entries: { readonly value: unknown }) {
  const list = useRef<HTMLOListElement>(null);
  useSignalEffect(() => {
    entries.value;
    const shown = list.current;
    if (shown !== null) queueMicrotask(() => shown.scrollTo(0, shown.scrollHeight));
  });
  return list;
}
