import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { at, RequestError, request } from '../api/request.ts';
import { module } from '../state/modules.ts';
import { shownText } from '../texts/messages.ts';
import { texts } from './texts.ts';

const SETS = ['bench', 'wifi', 'poor'] as const;
type LatencySet = (typeof SETS)[number];

interface Setting {
  readonly name: string;
  readonly value: unknown;
  readonly next?: unknown;
}

/** The set of waits that is in effect, and the one that waits for the next start of the module. */
export function LatencyChoice() {
  const t = texts.value;
  const now = useSignal<LatencySet | undefined>(undefined);
  const next = useSignal<LatencySet | undefined>(undefined);
  const failed = useSignal<string | undefined>(undefined);
  const last = useRef(Promise.resolve());
  const name = module.value?.name;
  const ask = async (): Promise<void> => {
    if (name === undefined) return;
    const { settings } = await request<{ settings: Setting[] }>(at`/modules/${name}/settings`);
    const base = settings.find((each) => each.name === 'latency');
    now.value = SETS.find((each) => each === base?.value);
    next.value = SETS.find((each) => each === base?.next);
  };
  const perform = async (run: () => Promise<unknown>): Promise<void> => {
    failed.value = undefined;
    try {
      await run();
      await ask();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      failed.value = shownText({ text: error.message, key: error.key, params: error.parameters });
    }
  };
  /** One after another: a reset that overtook the change before it would start without it. */
  const act = (run: () => Promise<unknown>): Promise<void> => {
    last.current = last.current.then(() => perform(run));
    return last.current;
  };
  useEffect(() => {
    void act(ask);
  }, [name]);
  if (name === undefined) return null;
  const wanted = next.value ?? now.value;
  return (
    <section aria-labelledby="latency">
      <h2 id="latency">{t.latency}</h2>
      <p class="note">{t.latencyAbout}</p>
      <fieldset class="choices" aria-labelledby="latency">
        {SETS.map((set) => (
          <label key={set} class="choice">
            <input
              type="radio"
              name="latency"
              checked={set === wanted}
              onChange={() => {
                // Chosen at once; the answer tells when it counts.
                next.value = set === now.value ? undefined : set;
                void act(() =>
                  request(at`/modules/${name}/settings`, { method: 'PATCH', body: { latency: set } }),
                );
              }}
            />
            {t.latencySets[set]}
          </label>
        ))}
      </fieldset>
      {next.value !== undefined && (
        <p>
          {t.atRestart(next.value)}{' '}
          <button
            type="button"
            class="small"
            onClick={() => void act(() => request(at`/modules/${name}/reset`, { method: 'POST' }))}
          >
            {t.restart}
          </button>
        </p>
      )}
      {failed.value !== undefined && <p role="alert">{failed.value}</p>}
    </section>
  );
}
