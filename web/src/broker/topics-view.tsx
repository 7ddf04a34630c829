import { useSignal } from '@preact/signals';
import { RequestError } from '../api/request.ts';
import { shownText } from '../texts/messages.ts';
import { PublishBox } from './publish-box.tsx';
import { chosen, retainedOnly, search, shown } from './selection.ts';
import { texts } from './texts.ts';
import { TopicList } from './topic-list.tsx';
import { TopicView } from './topic-view.tsx';
import { askRetained, leftOut, topics, version, watch } from './watch.ts';

/** The tree of topics, and beside it the one that is chosen. */
export function TopicsView() {
  const t = texts.value;
  const failed = useSignal<string | undefined>(undefined);
  version.value;
  const { rows, found } = shown.value;
  const only = async (): Promise<void> => {
    retainedOnly.value = !retainedOnly.value;
    failed.value = undefined;
    try {
      if (retainedOnly.value) await askRetained();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      failed.value = shownText({ text: error.message, key: error.key, params: error.parameters });
    }
  };
  const none =
    topics.size === 0
      ? t.none
      : search.value.trim() === '' && retainedOnly.value
        ? t.noneRetained
        : t.noneFound;
  const topic = chosen.value === undefined ? undefined : topics.get(chosen.value);
  return (
    <div class="broker-topics">
      <div class="broker-left">
        <div class="bar">
          <input
            type="search"
            aria-label={t.search}
            placeholder={t.search}
            value={search.value}
            onInput={({ currentTarget }) => {
              search.value = currentTarget.value;
            }}
          />
          <button type="button" aria-pressed={retainedOnly.value} onClick={() => void only()}>
            {t.retainedOnly}
          </button>
          <output class="quiet">{t.count(found, topics.size)}</output>
        </div>
        {failed.value !== undefined && <p role="alert">{failed.value}</p>}
        {leftOut.value > 0 && <p class="warn">{t.leftOut(leftOut.value)}</p>}
        {watch.value !== undefined && rows.length === 0 && <p class="note">{none}</p>}
        <TopicList />
        <PublishBox topic={topic?.topic} />
      </div>
      <div class="broker-right">
        {topic === undefined ? (
          <p class="note">{t.choose}</p>
        ) : (
          <TopicView key={`${watch.value?.id} ${topic.topic}`} topic={topic} />
        )}
      </div>
    </div>
  );
}
