import { useSignal } from '@preact/signals';
import { at, request } from '../api/request.ts';
import { type Module, refreshModules } from '../state/modules.ts';
import { useAct } from './act.ts';
import { useModuleTime } from './module-time.ts';
import { texts } from './texts.ts';

/** How the clock of a module is set. */
type Setting = { readonly set: string } | { readonly jumpMs: number };

const [HOUR, DAY] = [3_600_000, 86_400_000];
const JUMPS = [
  { of: 'hourBack', jumpMs: -HOUR },
  { of: 'hour', jumpMs: HOUR },
  { of: 'day', jumpMs: DAY },
  { of: 'year', jumpMs: 365 * DAY },
] as const;

/** The clock of the module: what it says, and ways to have it right or wrong. */
export function ClockSection({ module }: { readonly module: Module }) {
  const t = texts.value.clock;
  const act = useAct();
  const time = useModuleTime(module);
  const chosen = useSignal('');
  const post = async (body: Setting): Promise<void> => {
    await act.run(() => request(at`/modules/${module.name}/clock`, { method: 'POST', body }));
    await refreshModules();
  };
  const button = (label: string, body: Setting) => (
    <button type="button" disabled={act.busy || !module.powered} onClick={() => void post(body)}>
      {label}
    </button>
  );
  return (
    <>
      <p>
        <strong class="mono clock">{time ?? t.none}</strong>{' '}
        <span class={module.clock.set ? 'good' : 'warn'}>{module.clock.set ? t.set : t.notSet}</span>
      </p>
      <p class="note">{t.about}</p>
      <p class="row">
        {button(t.now, { set: 'now' })}
        {button(t.powerOn, { set: 'powerOn' })}
      </p>
      <h2>{t.jump}</h2>
      <p class="row">
        {JUMPS.map(({ of, jumpMs }) => (
          <span key={of}>{button(t.jumps[of], { jumpMs })}</span>
        ))}
      </p>
      <h2>{t.setTo}</h2>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          void post({ set: `${chosen.value}:00Z` });
        }}
      >
        <label>
          {t.utc}{' '}
          <input
            type="datetime-local"
            required
            value={chosen.value}
            onInput={({ currentTarget }) => {
              chosen.value = currentTarget.value;
            }}
          />
        </label>
        <button type="submit" disabled={act.busy || !module.powered}>
          {t.apply}
        </button>
      </form>
      {act.refused !== undefined && <p role="alert">{act.refused}</p>}
    </>
  );
}
