import type { Signal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { type Control, controlOf, type Schema, type Setting, shownValue } from './settings.ts';
import type { Draft } from './settings-section.tsx';
import { texts } from './texts.ts';

/** A setting: what it is, its control, what gave its value, from when on another one counts. */
export function SettingRow({
  setting: { name, value, next, source, effect },
  schema,
  draft,
  refused,
  giveBack,
}: {
  readonly setting: Setting;
  readonly schema: Schema;
  readonly draft: Signal<Draft>;
  /** Why its value was refused. */
  readonly refused: string | undefined;
  /** Gives it its default back. */
  giveBack(): void;
}) {
  const t = texts.value.settings;
  const id = useId();
  const control = controlOf(schema, value);
  const present = shownValue(control, next ?? value);
  const typed = draft.value[name];
  const type = (text: string): void => {
    const { [name]: _, ...others } = draft.value;
    draft.value = text === present ? others : { ...others, [name]: text };
  };
  const given = {
    id,
    'aria-describedby': `${id}-about`,
    'aria-invalid': refused !== undefined,
    disabled: effect === 'program',
    value: typed ?? present,
  };
  return (
    <div class={typed === undefined ? 'setting' : 'setting changed'}>
      <label for={id} class="mono">
        {name}
      </label>
      <div>
        {control === 'choice' || control === 'switch' ? (
          <select {...given} onChange={({ currentTarget }) => type(currentTarget.value)}>
            {(control === 'switch' ? ['true', 'false'] : (schema.enum ?? [])).map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        ) : (
          <TypedInput control={control} schema={schema} given={given} type={type} />
        )}
        {refused !== undefined && <p role="alert">{refused}</p>}
        {next !== undefined && <p class="warn">{t.waits(shownValue(control, value))}</p>}
      </div>
      <p class="note" id={`${id}-about`}>
        {schema.description} <strong>{t.effects[effect]}</strong> {t.source(source)}
      </p>
      {source !== 'default' && effect !== 'program' && (
        <button type="button" aria-label={t.giveBack(name)} title={t.giveBack(name)} onClick={giveBack}>
          ↺
        </button>
      )}
    </div>
  );
}

/** A control in which something is typed. */
function TypedInput({
  control,
  schema: { minimum, maximum, maxLength },
  given,
  type,
}: {
  readonly control: Control;
  readonly schema: Schema;
  /** What all controls have. */
  readonly given: object;
  type(text: string): void;
}) {
  const all = {
    ...given,
    onInput: ({ currentTarget }: { currentTarget: HTMLInputElement }) => type(currentTarget.value),
  };
  if (control === 'number') return <input {...all} type="number" min={minimum} max={maximum} step="any" />;
  if (control === 'secret')
    return <input {...all} type="password" maxLength={maxLength} autoComplete="new-password" />;
  const mono = control === 'json' ? 'mono' : '';
  return <input {...all} type="text" class={mono} maxLength={maxLength} autoComplete="off" />;
}
