import { at, request } from '../api/request.ts';
import { module } from '../state/modules.ts';
import { switchOn } from './on-now.ts';
import { texts } from './texts.ts';

const QUICK = [
  { text: 'wifi', fault: 'wifi.drop', given: { for: '10s' } },
  { text: 'kick', fault: 'broker.kick', given: {} },
  { text: 'noPuback', fault: 'broker.noPuback', given: { for: '10s' } },
  { text: 'power', fault: 'module.powerOff', given: { for: '5s' } },
] as const;

/** What is wanted most, each in one click. */
export function QuickFaults() {
  const t = texts.value;
  const name = module.value?.name;
  return (
    <fieldset class="bar" aria-label={t.quick} disabled={name === undefined}>
      {QUICK.map(({ text, fault, given }) => (
        <button
          key={fault}
          type="button"
          onClick={() => void (name !== undefined && switchOn({ module: name }, fault, given))}
        >
          {t.quickFaults[text]}
        </button>
      ))}
      <button
        type="button"
        onClick={() =>
          void (name !== undefined && request(at`/modules/${name}/reset`, { method: 'POST' }).catch(() => {}))
        }
      >
        {t.quickFaults.reset}
      </button>
    </fieldset>
  );
}
