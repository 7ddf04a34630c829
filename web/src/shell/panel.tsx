import { signal, useSignalEffect } from '@preact/signals';
import type { ComponentType } from 'preact';
import { Loading } from './loading.tsx';
import { LOADERS, type PanelName, shownPanel } from './panels.ts';
import { texts } from './texts.ts';

/** Those that were shown already. */
const loaded = signal<{ readonly [P in PanelName]?: ComponentType | 'failed' }>({});

/** The panel of the address. */
export function Panel() {
  const name = shownPanel.value;
  useSignalEffect(() => {
    const wanted = shownPanel.value;
    if (wanted === undefined || loaded.peek()[wanted] !== undefined) return;
    const keep = (panel: ComponentType | 'failed'): void => {
      loaded.value = { ...loaded.value, [wanted]: panel };
    };
    LOADERS[wanted]().then(
      ({ default: panel }) => keep(panel),
      () => keep('failed'),
    );
  });
  const Shown = name && loaded.value[name];
  const title = name === undefined ? 'atmqtt' : texts.value[name];
  if (Shown === undefined) return <Loading title={title} />;
  if (Shown !== 'failed') return <Shown />;
  return (
    <>
      <h1 class="unseen">{title}</h1>
      <p class="note">{texts.value.failed}</p>
    </>
  );
}
