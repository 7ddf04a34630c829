import { language } from '../texts/language.ts';
import { clearFaults, type FaultOn, faultsOn, shownProblem, switchOff } from './on-now.ts';
import { SCHEDULE } from './table.ts';
import { texts } from './texts.ts';

/** The faults that are on, with their end. */
export function OnList() {
  const t = texts.value;
  const on = faultsOn.value;
  return (
    <section aria-labelledby="faults-on">
      <div class="bar">
        <h2 id="faults-on">{t.on}</h2>
        {on.length > 0 && (
          <button type="button" class="small" onClick={() => void clearFaults()}>
            {t.offAll}
          </button>
        )}
      </div>
      {shownProblem() !== undefined && <p role="alert">{shownProblem()}</p>}
      {on.length === 0 ? (
        <p class="note">{t.noneOn}</p>
      ) : (
        <table class="faults-on">
          <thead>
            <tr>
              <th scope="col">{t.fault}</th>
              <th scope="col">{t.where}</th>
              <th scope="col">{t.given}</th>
              <th scope="col">{t.ends}</th>
              <th scope="col">
                <span class="unseen">{t.action}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {on.map((fault) => (
              <tr key={`${JSON.stringify(fault.place)} ${fault.id}`}>
                <td>
                  <code>{fault.fault}</code>
                </td>
                <td>{fault.place === 'broker' ? t.places.broker : t.places.module(fault.place.module)}</td>
                <td class="mono">{givenOf(fault)}</td>
                <td>
                  {endOf(fault)} {fault.acted > 0 && <span class="quiet">{t.acted(fault.acted)}</span>}
                </td>
                <td>
                  <button
                    type="button"
                    class="small"
                    aria-label={t.offNamed(fault.fault)}
                    onClick={() => void switchOff(fault)}
                  >
                    {t.off}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** Its own parameters; its schedule is told by its end. */
function givenOf({ parameters }: FaultOn): string {
  const own = Object.entries(parameters).filter(
    ([name, value]) => !SCHEDULE.has(name) || (name === 'rate' && value !== 1),
  );
  return own.map(([name, value]) => `${name}=${String(value)}`).join(' ');
}

function endOf({ beginsInMs, endsInMs, parameters }: FaultOn): string {
  const t = texts.value;
  if (beginsInMs !== undefined) return t.beginsIn(formatSeconds(beginsInMs));
  if (endsInMs !== undefined) return t.endsIn(formatSeconds(endsInMs));
  const { count } = parameters;
  return typeof count === 'number' ? t.untilCount(count) : t.untilOff;
}

/** A time left, as `8 s`. */
function formatSeconds(ms: number): string {
  return new Intl.NumberFormat(language.value, {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'short',
  }).format(Math.ceil(ms / 1000));
}
