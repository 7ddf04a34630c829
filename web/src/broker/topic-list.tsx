import { useSignal } from '@preact/signals';
import type { TargetedKeyboardEvent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { chosen, retainedOnly, search, shown, toggle } from './selection.ts';
import { texts } from './texts.ts';
import { TopicLine } from './topic-line.tsx';
import { version } from './watch.ts';

/** Pixels of a line; broker.css has the same. */
const LINE = 26;
/** Lines that are drawn beyond what is seen. */
const BEYOND = 10;

/** The tree of topics. Only what is seen of it is drawn. */
export function TopicList() {
  const t = texts.value;
  const place = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(600);
  version.value;
  const { rows } = shown.value;
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const measured = new ResizeObserver(() => {
      height.value = element.clientHeight;
    });
    measured.observe(element);
    return () => measured.disconnect();
  }, []);

  const at = rows.findIndex(({ node }) => node.path === chosen.value);
  const reveal = (index: number): void => {
    const element = place.current;
    if (element === null) return;
    if (index * LINE < element.scrollTop) element.scrollTop = index * LINE;
    else if ((index + 1) * LINE > element.scrollTop + element.clientHeight)
      element.scrollTop = (index + 1) * LINE - element.clientHeight;
  };
  const choose = (index: number): void => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (row === undefined) return;
    chosen.value = row.node.path;
    reveal(rows.indexOf(row));
  };
  const press = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    const row = rows[at];
    const page = Math.max(1, Math.floor(height.value / LINE) - 1);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: rows.length - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) choose(to);
    else if (event.key === 'ArrowRight' && row?.open === false) toggle(row.node.path, true);
    else if (event.key === 'ArrowRight' && row?.open === true) choose(at + 1);
    else if (event.key === 'ArrowLeft' && row?.open === true && !filters()) toggle(row.node.path, false);
    else if (event.key === 'ArrowLeft' && row !== undefined) choose(parentOf(at));
    else return;
    event.preventDefault();
  };
  const parentOf = (index: number): number => {
    const level = rows[index]?.node.level ?? 1;
    for (let above = index - 1; above >= 0; above--) if ((rows[above]?.node.level ?? 0) < level) return above;
    return index;
  };

  const first = Math.max(0, Math.floor(top.value / LINE) - BEYOND);
  const last = Math.min(rows.length, Math.ceil((top.value + height.value) / LINE) + BEYOND);
  const drawn = rows.slice(first, last);
  const seen = at >= first && at < last;
  return (
    <div
      class="topic-tree"
      role="tree"
      tabIndex={0}
      ref={place}
      aria-label={t.tree}
      {...(seen && { 'aria-activedescendant': `topic-${at}` })}
      onKeyDown={press}
      onScroll={({ currentTarget }) => {
        top.value = currentTarget.scrollTop;
      }}
    >
      <div role="presentation" style={{ height: `${rows.length * LINE}px` }}>
        <div role="presentation" style={{ transform: `translateY(${first * LINE}px)` }}>
          {drawn.map((row, index) => (
            <TopicLine
              key={row.node.path}
              id={`topic-${first + index}`}
              row={row}
              chosen={row.node.path === chosen.value}
              locked={filters()}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

/** While topics are looked for, all levels stay open. */
function filters(): boolean {
  return retainedOnly.value || search.value.trim() !== '';
}
