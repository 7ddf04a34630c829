// biome-ignore-all lint/a11y/useSemanticElements: a table has no rows that are not there
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names the row that is selected
import { clockTime, difference, duration } from './format.ts';
import type { Row } from './row.ts';
import { showRow } from './show-row.ts';
import { texts } from './texts.ts';

interface RowLineProps {
  readonly row: Row;
  /** Its index among the rows that are shown. */
  readonly place: number;
  /** What its time is counted from; undefined: it is the first. */
  readonly from: number | undefined;
  readonly chosen: boolean;
}

/** A row: when, how much later, and an arrow between two columns or a note in one. */
export function RowLine({ row, place, from, chosen }: RowLineProps) {
  const way = wayOf(row);
  return (
    <div
      role="row"
      id={`row-${row.id}`}
      data-id={row.id}
      class={`line is-${row.type}${row.took ? ' timed' : ''}${row.failed ? ' failed' : ''}${chosen ? ' chosen' : ''}`}
      aria-rowindex={place + 2}
      aria-selected={chosen}
    >
      <span role="gridcell" class="time">
        {clockTime(row.at)}
      </span>
      <span role="gridcell" class="elapsed">
        {from === undefined ? '' : difference(row.at - from)}
      </span>
      <span role="gridcell" class={`said ${way}`}>
        <span class="unseen">{texts.value[way]}: </span>
        <span class="text">{showRow(row)}</span>
        {row.took !== undefined && (
          <span class="took">
            {row.took.ends[0]} → {row.took.ends[1]} {duration(row.took.ms)}
          </span>
        )}
      </span>
    </div>
  );
}

/** Between which columns it goes. */
function wayOf({ event, type }: Row) {
  if (event.event === 'traffic') return event.from === 'host' ? 'hostToModule' : 'moduleToHost';
  if (event.event === 'packet') return event.direction === 'sent' ? 'moduleToBroker' : 'brokerToModule';
  return type === 'run' ? 'inRun' : 'inModule';
}
