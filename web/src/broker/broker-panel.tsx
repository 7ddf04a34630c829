import './broker.css';
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { shownText } from '../texts/messages.ts';
import { ClientsView } from './clients-view.tsx';
import { SourceChoice } from './source-choice.tsx';
import { texts } from './texts.ts';
import { TopicsView } from './topics-view.tsx';
import { followBroker, problem, watch } from './watch.ts';

const VIEWS = ['topics', 'clients'] as const;
const view = signal<(typeof VIEWS)[number]>('topics');

/** A broker: its topics with their messages, and its clients. */
export default function BrokerPanel() {
  const t = texts.value;
  useEffect(followBroker, []);
  const { connected, reason } = watch.value ?? {};
  return (
    <div class="broker-panel">
      <h1 class="unseen">{t.title}</h1>
      <div class="bar">
        <fieldset class="bar" aria-label={t.views}>
          {VIEWS.map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={view.value === each}
              onClick={() => {
                view.value = each;
              }}
            >
              {t[each]}
            </button>
          ))}
        </fieldset>
        <SourceChoice />
      </div>
      {problem.value !== undefined && <p role="alert">{shownText(problem.value)}</p>}
      {connected === false && (
        <p role="alert">
          {t.lost} {reason !== undefined && shownText(reason)}
        </p>
      )}
      {watch.value === undefined && problem.value === undefined && <p class="note">{t.connecting}</p>}
      {view.value === 'topics' ? <TopicsView /> : <ClientsView />}
    </div>
  );
}
