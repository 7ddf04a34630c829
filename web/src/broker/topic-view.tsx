import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { RequestError } from '../api/request.ts';
import { language } from '../texts/language.ts';
import { shownText } from '../texts/messages.ts';
import { authorOf } from './authors.ts';
import { Changes } from './changes.tsx';
import { Curve } from './curve.tsx';
import { type TopicMessage, withNewMessages } from './history.ts';
import { MessageList } from './message-list.tsx';
import { PayloadView } from './payload-view.tsx';
import { texts } from './texts.ts';
import { formatRate } from './topic-line.tsx';
import { publish, type Topic } from './watch.ts';

/** A topic: its last message or an earlier one, what has changed, and a curve of a number in it. */
export function TopicView({ topic }: { readonly topic: Topic }) {
  const t = texts.value;
  const messages = useSignal<readonly TopicMessage[]>([]);
  /** The number of the message that is shown; undefined: always the last one. */
  const picked = useSignal<number | undefined>(undefined);
  const done = useSignal<string | undefined>(undefined);
  const failed = useSignal<string | undefined>(undefined);
  useEffect(() => {
    let current = true;
    void withNewMessages(topic.topic, messages.value).then((come) => {
      if (current) messages.value = come;
    });
    return () => {
      current = false;
    };
  }, [topic.topic, topic.count, topic.time]);
  const all = messages.value;
  const index = all.findIndex(({ number }) => number === picked.value);
  const message = all.at(index);
  const before = index === -1 ? all.at(-2) : all[index - 1];
  const clear = async (): Promise<void> => {
    done.value = undefined;
    failed.value = undefined;
    try {
      await publish({ topic: topic.topic, text: '', qos: 0, retain: true });
      done.value = t.cleared;
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      failed.value = shownText({ text: error.message, key: error.key, params: error.parameters });
    }
  };
  return (
    <article class="topic">
      <h2 class="mono">{topic.topic}</h2>
      <dl class="facts">
        <div>
          <dt>{t.facts.from}</dt>
          <dd>{authorOf(message?.from ?? topic.from) ?? <span class="quiet">{t.authors.unknown}</span>}</dd>
        </div>
        <div>
          <dt>{t.facts.time}</dt>
          <dd>
            {topic.count === 0
              ? t.kept
              : new Date(message?.time ?? topic.time).toLocaleTimeString(language.value)}
          </dd>
        </div>
        <div>
          <dt>{t.facts.qos}</dt>
          <dd>{message?.qos ?? topic.qos}</dd>
        </div>
        <div>
          <dt>{t.facts.size}</dt>
          <dd>{t.bytes(message?.bytes ?? topic.bytes)}</dd>
        </div>
        <div>
          <dt>{t.facts.count}</dt>
          <dd>{topic.count.toLocaleString(language.value)}</dd>
        </div>
        <div>
          <dt>{t.facts.rate}</dt>
          <dd>{t.rate(formatRate(topic.rate))}</dd>
        </div>
        <div>
          <dt>{t.facts.retain}</dt>
          <dd>
            {topic.retained ? t.yes : t.no}{' '}
            {topic.retained && (
              <button type="button" class="small" onClick={() => void clear()}>
                {t.clear}
              </button>
            )}
            <output>{done.value}</output>
          </dd>
        </div>
      </dl>
      {failed.value !== undefined && <p role="alert">{failed.value}</p>}
      {message !== undefined && (
        <>
          <PayloadView message={message} />
          <Changes message={message} before={before} />
          <Curve messages={all} />
          <MessageList
            messages={all}
            picked={picked.value}
            pick={(number) => {
              picked.value = number === picked.value ? undefined : number;
            }}
          />
        </>
      )}
    </article>
  );
}
