import type { TopicMessage } from './history.ts';
import { changesBetween } from './line-changes.ts';
import { linesOf } from './payload.ts';
import { texts } from './texts.ts';

/** What is shown of the lines around a change. */
const AROUND = 2;

/** What a message and the one before it have. */
interface ChangesProps {
  readonly message: TopicMessage;
  readonly before: TopicMessage | undefined;
}

/** What has changed from the message before. */
export function Changes({ message, before }: ChangesProps) {
  return (
    <section>
      <h3>{texts.value.changes}</h3>
      <Shown message={message} before={before} />
    </section>
  );
}

function Shown({ message, before }: ChangesProps) {
  const t = texts.value;
  if (before === undefined) return <p class="note">{t.noBefore}</p>;
  const lines = changesBetween(linesOf(before.payload), linesOf(message.payload));
  if (lines === undefined) return <p class="note">{t.tooLong}</p>;
  if (lines.every(({ kind }) => kind === ' ')) return <p class="note">{t.same}</p>;
  const shown = lines.map((_, index) =>
    lines.slice(Math.max(0, index - AROUND), index + AROUND + 1).some(({ kind }) => kind !== ' '),
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keys too
    <pre class="payload changes" tabIndex={0}>
      {lines.map(({ kind, text }, index) =>
        shown[index] ? (
          <div key={index} class={kind === '+' ? 'added' : kind === '-' ? 'removed' : ''}>
            {kind} {text}
          </div>
        ) : shown[index - 1] ? (
          <div key={index} class="quiet">
            …
          </div>
        ) : null,
      )}
    </pre>
  );
}
