import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { RequestError, request } from '../api/request.ts';
import { language } from '../texts/language.ts';
import { shownText } from '../texts/messages.ts';
import { type Play, ScenarioSteps } from './scenario-steps.tsx';
import { texts } from './texts.ts';

interface Listed {
  readonly name: string;
  readonly about: string;
}

const ASK_MS = 500;
const PASTED = '';
const EXAMPLE = 'steps:\n  - AT+GMR\n';

/** Plays a scenario and shows its steps as they are done. */
export function ScenarioBox() {
  const t = texts.value;
  const listed = useSignal<readonly Listed[]>([]);
  const chosen = useSignal<string | undefined>(undefined);
  const text = useSignal(EXAMPLE);
  const play = useSignal<Play | undefined>(undefined);
  const failed = useSignal<string | undefined>(undefined);
  const spoken = language.value;
  useEffect(() => {
    request<{ scenarios: Listed[] }>(`/scenarios?lang=${spoken}`).then(
      ({ scenarios }) => {
        listed.value = scenarios;
      },
      // Of a program that is away the header tells.
      () => {},
    );
  }, [spoken]);
  useEffect(() => {
    const ask = async (): Promise<void> => {
      if (document.hidden) return;
      const now = await request<Play>('/play').catch(() => undefined);
      if (now !== undefined) play.value = now;
    };
    void ask();
    const timer = setInterval(() => void ask(), ASK_MS);
    return () => clearInterval(timer);
  }, []);
  const act = async (run: () => Promise<Play>): Promise<void> => {
    failed.value = undefined;
    try {
      play.value = await run();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      failed.value = shownText({ text: error.message, key: error.key, params: error.parameters });
    }
  };
  const name = chosen.value ?? listed.value[0]?.name ?? PASTED;
  const body = name === PASTED ? { text: text.value } : { name };
  const running = play.value?.state === 'running';
  return (
    <section aria-labelledby="scenario">
      <h2 id="scenario">{t.scenario}</h2>
      <p class="note">{t.scenarioAbout}</p>
      <div class="bar">
        <label class="choice">
          {t.choose}
          <select
            value={name}
            onChange={({ currentTarget }) => {
              chosen.value = currentTarget.value;
            }}
          >
            {listed.value.map((each) => (
              <option key={each.name} value={each.name}>
                {each.name}
              </option>
            ))}
            <option value={PASTED}>{t.pasted}</option>
          </select>
        </label>
        {running ? (
          <button type="button" onClick={() => void act(() => request('/play', { method: 'DELETE' }))}>
            {t.callOff}
          </button>
        ) : (
          <button type="button" onClick={() => void act(() => request('/play', { method: 'POST', body }))}>
            {t.play}
          </button>
        )}
      </div>
      {name === PASTED ? (
        <textarea
          class="mono scenario-text"
          rows={8}
          aria-label={t.paste}
          value={text.value}
          onInput={({ currentTarget }) => {
            text.value = currentTarget.value;
          }}
        />
      ) : (
        <p class="quiet">{listed.value.find((each) => each.name === name)?.about}</p>
      )}
      {failed.value !== undefined && (
        <p role="alert" class="lines">
          {failed.value}
        </p>
      )}
      {play.value !== undefined && play.value.state !== 'none' && <ScenarioSteps play={play.value} />}
    </section>
  );
}
