import { BAUD_RATES, type LineSettings, nameOf } from './serial.ts';
import type { Side } from './side.ts';
import { texts } from './texts.ts';

/** The port of a side: which one, how it is opened, and whether it is there. */
export function SideBar({ side }: { readonly side: Side }) {
  const t = texts.value;
  const port = side.port.value;
  const state = side.state.value;
  const settings = side.settings.value;
  const free = state === 'closed';
  const set = (change: Partial<LineSettings>): void => {
    side.settings.value = { ...settings, ...change };
  };
  return (
    <fieldset class="side">
      <legend>{t.sides[side.name]}</legend>
      <span>
        {t.chosen} <span class="mono">{port === undefined ? t.none : nameOf(port, t.otherPort)}</span>
      </span>
      <button type="button" disabled={!free} onClick={() => void side.choose()}>
        {t.choose}
      </button>
      <label class="choice">
        {t.baud}
        <select
          disabled={!free}
          value={settings.baudRate}
          onChange={({ currentTarget }) => set({ baudRate: Number(currentTarget.value) })}
        >
          {BAUD_RATES.map((rate) => (
            <option key={rate} value={rate}>
              {rate}
            </option>
          ))}
        </select>
      </label>
      <label class="choice">
        {t.flowControl}
        <select
          disabled={!free}
          value={settings.flowControl}
          onChange={({ currentTarget }) =>
            set({ flowControl: currentTarget.value as LineSettings['flowControl'] })
          }
        >
          {(['none', 'hardware'] as const).map((each) => (
            <option key={each} value={each}>
              {t.flow[each]}
            </option>
          ))}
        </select>
      </label>
      {free || state === 'opening' ? (
        <button
          type="button"
          class="primary"
          disabled={port === undefined || !free}
          onClick={() => void side.connect()}
        >
          {t.connect}
        </button>
      ) : (
        <button type="button" onClick={() => void side.disconnect()}>
          {t.disconnect}
        </button>
      )}
      <output class={state === 'open' ? 'good' : state === 'lost' ? 'bad' : 'note'}>{t.states[state]}</output>
      {side.failure.value !== undefined && <p role="alert">{t.failure(side.failure.value)}</p>}
      {side.fault.value !== undefined && (
        <p class="warn" role="status">
          {t.fault(side.fault.value)}
        </p>
      )}
    </fieldset>
  );
}
