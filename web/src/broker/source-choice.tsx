import { useSignal } from '@preact/signals';
import { modules } from '../state/modules.ts';
import { SourceForm } from './source-form.tsx';
import { texts } from './texts.ts';
import { lookAt, source, watch } from './watch.ts';

const AUTOMATIC = '';
const OTHER = 'other';

/** Which broker is looked on at. */
export function SourceChoice() {
  const t = texts.value;
  const asks = useSignal(false);
  const { module, link = 0, url } = source.value;
  const value =
    asks.value || url !== undefined ? OTHER : module === undefined ? AUTOMATIC : `${module} ${link}`;
  const links = modules.value.flatMap(({ name, links: all }) =>
    all.flatMap(({ link: id, target }) => (target === undefined ? [] : [{ name, id, target }])),
  );
  const choose = (chosen: string): void => {
    asks.value = chosen === OTHER;
    if (chosen === OTHER) return;
    const found = links.find(({ name, id }) => `${name} ${id}` === chosen);
    lookAt(found === undefined ? {} : { module: found.name, link: found.id });
  };
  return (
    <>
      <label class="choice">
        {t.source}
        <select value={value} onChange={({ currentTarget }) => choose(currentTarget.value)}>
          <option value={AUTOMATIC}>
            {watch.value !== undefined && value === AUTOMATIC ? nameOf(watch.value.broker) : t.automatic}
          </option>
          {links.map(({ name, id, target }) => (
            <option key={`${name} ${id}`} value={`${name} ${id}`}>
              {t.link(name, id, target)}
            </option>
          ))}
          <option value={OTHER}>{url ?? t.other}</option>
        </select>
      </label>
      {asks.value && (
        <SourceForm
          look={(request) => {
            asks.value = false;
            lookAt(request);
          }}
        />
      )}
    </>
  );
}

function nameOf(broker: string): string {
  return broker === 'embedded' ? texts.value.embedded : broker;
}
