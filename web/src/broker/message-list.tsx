import { language } from '../texts/language.ts';
import type { TopicMessage } from './history.ts';
import { formatFor, textOf } from './payload.ts';
import { texts } from './texts.ts';

/** Messages that are listed. */
const SHOWN = 50;
const PREVIEW = 120;

/** What the list shows. */
interface MessageListProps {
  readonly messages: readonly TopicMessage[];
  /** The number of the one that is shown above; undefined: the last one. */
  readonly picked: number | undefined;
  pick(number: number): void;
}

/** The last messages of a topic; each can be shown above. */
export function MessageList({ messages, picked, pick }: MessageListProps) {
  const t = texts.value;
  const last = messages.slice(-SHOWN).reverse();
  return (
    <section>
      <h3>{t.history}</h3>
      <ol class="messages">
        {last.map((message) => (
          <li key={message.number}>
            <button
              type="button"
              class="plain"
              aria-pressed={message.number === picked}
              onClick={() => pick(message.number)}
            >
              <time dateTime={message.time}>
                {new Date(message.time).toLocaleTimeString(language.value, { fractionalSecondDigits: 3 })}
              </time>
              <span class="preview">{previewOf(message.payload)}</span>
              {message.retain && <span class="badge">{t.retained}</span>}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

function previewOf(payload: Uint8Array): string {
  if (payload.length === 0) return texts.value.emptyPayload;
  const beginning = payload.subarray(0, PREVIEW);
  if (formatFor(payload) !== 'hex') return textOf(beginning);
  return [...beginning.subarray(0, 32)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
