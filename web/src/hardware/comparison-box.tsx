import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { language } from '../texts/language.ts';
import { shownText } from '../texts/messages.ts';
import { beginComparison, comparison, endComparison, followComparison, refusal } from './comparison.ts';
import { module } from './tap.ts';
import { texts } from './texts.ts';

const FORMATS = ['html', 'text', 'json', 'corrections'] as const;

/** Compares the module that is connected with atmqtt, and has the report. */
export function ComparisonBox() {
  const t = texts.value.compare;
  const broker = useSignal('');
  useEffect(() => void followComparison(), []);
  const { state, progress, notice, why, report, findings } = comparison.value;
  const running = state === 'running';
  return (
    <section class="recording" aria-labelledby="hardware-comparison">
      <h2 id="hardware-comparison">{t.title}</h2>
      <p class="note">{t.about}</p>
      <div class="side">
        <label class="choice">
          {t.broker}
          <input
            type="text"
            class="mono"
            placeholder="192.168.1.2:1883"
            disabled={running}
            value={broker.value}
            onInput={({ currentTarget }) => {
              broker.value = currentTarget.value.trim();
            }}
          />
        </label>
        {running ? (
          <button type="button" onClick={() => void endComparison()}>
            {t.end}
          </button>
        ) : (
          <button
            type="button"
            disabled={module.state.value !== 'open'}
            onClick={() => void beginComparison(broker.value)}
          >
            {t.begin}
          </button>
        )}
        <output class={state === 'failed' ? 'bad' : ''}>
          {state !== 'none' && t.states[state]}{' '}
          {progress && t.progress(progress.done, progress.planned, progress.differing)}
        </output>
      </div>
      {running && notice !== undefined && <p role="status">{shownText(notice)}</p>}
      {why !== undefined && <p>{shownText(why)}</p>}
      {refusal.value !== undefined && <p role="alert">{refusal.value}</p>}
      {report === true && (
        <p>
          {t.findings(findings ?? 0)}{' '}
          {FORMATS.map((format) => (
            <a
              key={format}
              class="download"
              href={`/api/v1/comparison/report?format=${format}&lang=${language.value}`}
              download
            >
              {t.formats[format]}
            </a>
          ))}
        </p>
      )}
    </section>
  );
}
