// biome-ignore-all lint/a11y/useSemanticElements: a table has no rows that are not there
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names the row that is selected
import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { RowLine } from './row-line.tsx';
import { texts } from './texts.ts';
import {
  elapsedSince,
  following,
  jump,
  opened,
  pausedAt,
  select,
  selected,
  timeline,
  visible,
  wanted,
} from './view.ts';

/** Pixels of a row, as timeline.css has them. */
const ROW = 26;
/** Pixels of the row with the names of the columns. */
const HEAD = 30;
/** Rows beyond both edges that are drawn, so that scrolling shows no gap. */
const BEYOND = 4;

/** The rows, of which only those in view are drawn: fixed height, constant work for each frame. */
export function RowGrid() {
  const t = texts.value;
  timeline.version.value;
  const box = useRef<HTMLDivElement>(null);
  const height = useSignal(600);
  const top = useSignal(0);
  const letGo = useRef(timeline.letGo);
  const count = visible.value;
  const follows = following.value && pausedAt.value === undefined;
  const moved = Math.max(0, timeline.letGo - letGo.current) * ROW;
  const end = Math.max(0, count * ROW - height.value);
  const at = follows
    ? end
    : Math.min(end, Math.max(0, placeOf(wanted.value, count, top.value - moved, height.value)));
  const first = Math.max(0, Math.floor(at / ROW) - BEYOND);
  const last = Math.min(count, Math.ceil((at + height.value) / ROW) + BEYOND);

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const measure = (): void => {
      height.value = element.clientHeight - HEAD;
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    letGo.current = timeline.letGo;
    if (wanted.peek() !== 0 && timeline.indexOf(wanted.peek()) >= 0) wanted.value = 0;
    if (box.current !== null && Math.abs(box.current.scrollTop - at) >= 1) box.current.scrollTop = at;
    top.value = at;
  });

  const rows = timeline.shown.slice(first, last);
  const reference = elapsedSince.value === 'selected' ? timeline.row(selected.value) : timeline.shown[0];
  const from = (index: number): number | undefined =>
    elapsedSince.value === 'previous' ? timeline.shown[index - 1]?.at : reference?.at;
  const selectedInView = rows.some(({ id }) => id === selected.value);
  return (
    <div
      ref={box}
      id="timeline-rows"
      class="rows"
      role="grid"
      tabIndex={0}
      aria-label={t.rows}
      aria-rowcount={count + 1}
      aria-colcount={3}
      aria-activedescendant={selectedInView ? `row-${selected.value}` : undefined}
      onScroll={({ currentTarget }) => {
        const { scrollTop, clientHeight, scrollHeight } = currentTarget;
        if (Math.abs(scrollTop - top.peek()) < 1) return;
        top.value = scrollTop;
        following.value = scrollTop + clientHeight >= scrollHeight - ROW / 2;
      }}
      onKeyDown={(event) => {
        if (!onKey(event, Math.max(1, Math.floor(height.peek() / ROW) - 1))) return;
        event.preventDefault();
      }}
      onClick={({ target }) => {
        const id = (target as Element).closest('[data-id]')?.getAttribute('data-id');
        if (id !== null && id !== undefined) jump(Number(id));
      }}
    >
      <div role="row" class="head" aria-rowindex={1}>
        <span role="columnheader">{t.time}</span>
        <span role="columnheader">{t.elapsed}</span>
        <span role="columnheader" class="columns">
          <span class="host">{t.host}</span>
          <span class="module">{t.module}</span>
          <span class="broker">{t.broker}</span>
        </span>
      </div>
      <div class="lifelines" style={{ height: `${Math.max(count * ROW, height.value)}px` }}>
        <div style={{ transform: `translateY(${first * ROW}px)` }}>
          {rows.map((row, index) => (
            // By its place, not by its row: as rows come, what is drawn is written anew and nothing is moved.
            <RowLine
              key={index}
              row={row}
              place={first + index}
              from={from(first + index)}
              chosen={row.id === selected.value}
            />
          ))}
        </div>
      </div>
      {count === 0 && <p class="note empty">{timeline.size === 0 ? t.none : t.noneShown}</p>}
    </div>
  );
}

/** Where the view has to be for a row to be in it. */
function placeOf(id: number, count: number, top: number, height: number): number {
  const index = id === 0 ? -1 : timeline.indexOf(id);
  if (index < 0 || index >= count) return top;
  const place = index * ROW;
  if (place >= top && place + ROW <= top + height) return top;
  // One step further moves by a row, everything else brings the row into the middle.
  if (place < top && top - place <= ROW) return place;
  if (place + ROW > top + height && place + ROW - top - height <= ROW) return place + ROW - height;
  return place - (height - ROW) / 2;
}

/** @returns whether it was a key of this list */
function onKey({ key, ctrlKey, metaKey, altKey }: KeyboardEvent, page: number): boolean {
  if (ctrlKey || metaKey || altKey) return false;
  const count = visible.peek();
  const present = timeline.indexOf(selected.peek());
  const go = (index: number): boolean => {
    const row = timeline.shown[Math.max(0, Math.min(count - 1, index))];
    if (row !== undefined) select(row);
    return true;
  };
  switch (key) {
    case 'ArrowDown':
      return go(present < 0 ? count - 1 : present + 1);
    case 'ArrowUp':
      return go(present < 0 ? count - 1 : present - 1);
    case 'PageDown':
      return go(present + page);
    case 'PageUp':
      return go((present < 0 ? count : present) - page);
    case 'Home':
      return go(0);
    case 'End':
      return go(count - 1);
    case 'Enter':
      if (present >= 0) opened.value = true;
      return true;
    case 'Escape':
      opened.value = false;
      return true;
    case 'c': {
      const cause = timeline.shown[present]?.cause ?? 0;
      if (cause > 0) jump(cause);
      return true;
    }
    default:
      return false;
  }
}
