import './timeline.css';
import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { panelQuery } from '../shell/panels.ts';
import { texts as shell } from '../shell/texts.ts';
import { DetailPane } from './detail-pane.tsx';
import { RowGrid } from './row-grid.tsx';
import { texts } from './texts.ts';
import { Toolbar } from './toolbar.tsx';
import { ask, missing, opened } from './view.ts';

/** What host, module and broker say to each other, as a sequence diagram that grows. */
export default function TimelinePanel() {
  const search = useRef<HTMLInputElement>(null);
  useSignalEffect(() => {
    const id = Number(panelQuery.value.get('event'));
    if (Number.isInteger(id) && id > 0) ask(id);
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
      event.preventDefault();
      search.current?.select();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return (
    <section class="timeline">
      <h1 class="unseen">{shell.value.timeline}</h1>
      <Toolbar search={search} />
      {missing.value !== undefined && <p role="alert">{texts.value.gone(missing.value)}</p>}
      <div class="timeline-body">
        <RowGrid />
        {opened.value && <DetailPane />}
      </div>
    </section>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select') !== null;
}
