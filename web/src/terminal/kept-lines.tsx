import { putIntoInput } from './focus.ts';
import { favourites, forgetHistory, history, toggleFavourite } from './keeping.ts';
import { texts } from './texts.ts';

/** Of the history, so many lines are shown; the arrow keys reach all. */
const SHOWN = 30;

/** Favourites at hand, and the lines that were typed before. */
export function KeptLines() {
  const t = texts.value;
  return (
    <div class="kept">
      {favourites.value.length > 0 && (
        <ul class="favourites" aria-label={t.favourites}>
          {favourites.value.map((line) => (
            <li key={line}>
              <button type="button" class="mono" title={line} onClick={() => putIntoInput(line)}>
                {line}
              </button>
              <button
                type="button"
                aria-label={t.unstar(line)}
                title={t.unstar(line)}
                onClick={() => toggleFavourite(line)}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      <details>
        <summary>
          {t.history} ({history.value.length})
        </summary>
        <p class="note">{t.aboutHistory}</p>
        <ol class="history">
          {history.value
            .slice(-SHOWN)
            .reverse()
            .map((line) => (
              <li key={line}>
                <button type="button" class="mono" onClick={() => putIntoInput(line)}>
                  {line}
                </button>
              </li>
            ))}
        </ol>
        <button type="button" disabled={history.value.length === 0} onClick={forgetHistory}>
          {t.forget}
        </button>
      </details>
    </div>
  );
}
