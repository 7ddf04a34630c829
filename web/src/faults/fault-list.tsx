import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { module } from '../state/modules.ts';
import { language } from '../texts/language.ts';
import { FaultItem } from './fault-item.tsx';
import { type FaultPlace, hasBroker } from './on-now.ts';
import { AREAS, faults, loadFaults } from './table.ts';
import { texts } from './texts.ts';

const search = signal('');

/** All faults of the table, by where they act. */
export function FaultList() {
  const t = texts.value;
  /** Faults of the broker act at the embedded one, not before the module. */
  const atBroker = useSignal(false);
  const spoken = language.value;
  useEffect(() => {
    // What cannot be had now is told in the header.
    loadFaults().catch(() => {});
  }, [spoken]);
  const name = module.value?.name;
  const wanted = search.value.trim().toLowerCase();
  const found = faults.value.filter(
    ({ fault, about, hostSees }) =>
      wanted === '' || `${fault} ${about} ${hostSees}`.toLowerCase().includes(wanted),
  );
  return (
    <section aria-labelledby="all-faults">
      <div class="bar">
        <h2 id="all-faults">{t.all}</h2>
        <input
          type="search"
          aria-label={t.search}
          placeholder={t.search}
          value={search.value}
          onInput={({ currentTarget }) => {
            search.value = currentTarget.value;
          }}
        />
      </div>
      {found.length === 0 && faults.value.length > 0 && <p class="note">{t.noneFound}</p>}
      {AREAS.map((area) => {
        const own = found.filter((each) => each.area === area);
        if (own.length === 0 || name === undefined) return null;
        const place: FaultPlace =
          area === 'broker' && atBroker.value && hasBroker.value ? 'broker' : { module: name };
        return (
          <section key={area} aria-label={t.areas[area]}>
            <div class="bar">
              <h3>{t.areas[area]}</h3>
              {area === 'broker' && hasBroker.value && (
                <label class="choice">
                  {t.brokerPlace}
                  <select
                    value={atBroker.value ? 'broker' : 'module'}
                    onChange={({ currentTarget }) => {
                      atBroker.value = currentTarget.value === 'broker';
                    }}
                  >
                    <option value="module">{t.placeModule(name)}</option>
                    <option value="broker">{t.placeBroker}</option>
                  </select>
                </label>
              )}
            </div>
            <ul class="fault-list">
              {own.map((fault) => (
                <FaultItem key={fault.fault} fault={fault} place={place} />
              ))}
            </ul>
          </section>
        );
      })}
    </section>
  );
}
