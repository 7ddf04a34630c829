import { language } from '../texts/language.ts';
import { authorOf } from './authors.ts';
import { chosen, toggle } from './selection.ts';
import { texts } from './texts.ts';
import { sumOf, type TopicRow } from './topic-tree.ts';

/** What a line shows. */
interface TopicLineProps {
  readonly id: string;
  readonly row: TopicRow;
  readonly chosen: boolean;
  /** It cannot be closed now. */
  readonly locked: boolean;
}

/** A line of the tree: a level with the last value of its topic, or with what is below it. */
export function TopicLine({
  id,
  row: { node, open, place, beside },
  chosen: isChosen,
  locked,
}: TopicLineProps) {
  const t = texts.value;
  const { topic, path, name, level } = node;
  const sum = open === false ? sumOf(node) : undefined;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree hears the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus and names this line as the active one
    <div
      id={id}
      class="topic-line"
      role="treeitem"
      aria-level={level}
      aria-posinset={place}
      aria-setsize={beside}
      aria-selected={isChosen}
      {...(open !== undefined && { 'aria-expanded': open })}
      style={{ paddingInlineStart: `${(level - 1) * 16 + 4}px` }}
      onClick={() => {
        if (open !== undefined && !locked && (isChosen || topic === undefined)) toggle(path, !open);
        chosen.value = path;
      }}
    >
      <span class="twist" aria-hidden="true">
        {open === undefined ? '' : open ? '▾' : '▸'}
      </span>
      <span class="level">{name === '' ? t.emptyLevel : name}</span>
      {topic !== undefined && (
        <>
          <span class={topic.binary ? 'preview binary' : 'preview'}>
            {topic.bytes === 0 ? t.emptyPayload : topic.preview}
          </span>
          {topic.retained && <span class="badge">{t.retained}</span>}
          <span class="quiet author">{by(topic.from)}</span>
          <span class="quiet figure">{topic.rate > 0 ? t.rate(formatRate(topic.rate)) : ''}</span>
          <span class="quiet figure">{topic.count.toLocaleString(language.value)}</span>
        </>
      )}
      {topic === undefined && sum !== undefined && (
        <span class="quiet sum">
          {t.topicsBelow(sum.topics)} · {t.messages(sum.messages)}
        </span>
      )}
    </div>
  );
}

function by(from: Parameters<typeof authorOf>[0]): string {
  const who = from.client ?? authorOf(from);
  return who === undefined ? '' : texts.value.by(who);
}

/** A rate with as many digits as matter. */
export function formatRate(rate: number): string {
  const digits = rate >= 10 ? 0 : rate >= 1 ? 1 : 2;
  return rate.toLocaleString(language.value, { maximumFractionDigits: digits });
}
