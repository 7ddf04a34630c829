import { type Signal, useSignal, useSignalEffect } from '@preact/signals';
import { at, RequestError, request } from '../api/request.ts';
import { language } from '../texts/language.ts';
import { shownError } from './act.ts';
import { SettingRow } from './setting-row.tsx';
import { controlOf, groupOf, readValue, type Setting, schemaAt, settings } from './settings.ts';
import { texts } from './texts.ts';

/** What was typed, by setting. */
export type Draft = Readonly<Record<string, string>>;

/** A refusal, and the setting it is about. */
interface Refused {
  readonly name: string | undefined;
  readonly text: string;
}

/** The settings of the module as a form made of their schema; what is changed counts while it runs, or from when it says. */
export function SettingsSection({ module }: { readonly module: string }) {
  const t = texts.value.settings;
  const draft = useSignal<Draft>({});
  const filter = useSignal('');
  const refused = useSignal<Refused | undefined>(undefined);
  const done = useSignal<readonly Setting[] | undefined>(undefined);
  useSignalEffect(() => {
    language.value;
    return settings.follow();
  });
  const view = settings.value.value;
  if (view === undefined) return <p class="note">{settings.refused.value ?? texts.value.loading}</p>;

  const wanted = filter.value.trim().toLowerCase();
  const shown = view.settings.filter(({ name }) => {
    const { description = '' } = schemaAt(view.schema, name);
    return `${name} ${description}`.toLowerCase().includes(wanted);
  });
  const change = async (values: Readonly<Record<string, unknown>>): Promise<void> => {
    refused.value = undefined;
    done.value = undefined;
    try {
      const path = at`/modules/${module}/settings`;
      const { changed } = await request<{ changed: Setting[] }>(path, { method: 'PATCH', body: values });
      done.value = changed;
      draft.value = without(draft.value, Object.keys(values));
      settings.refresh();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const { name } = (error.parameters ?? {}) as { readonly name?: unknown };
      const about = view.settings.find((each) => each.name === name);
      refused.value = { name: about?.name, text: shownError(error) };
    }
  };
  const apply = (): void => {
    const values = view.settings.flatMap(({ name, value }) => {
      const typed = draft.value[name];
      const schema = schemaAt(view.schema, name);
      return typed === undefined ? [] : [[name, readValue(controlOf(schema, value), typed, schema)]];
    });
    void change(Object.fromEntries(values));
  };
  const drafted = Object.keys(draft.value).length;
  return (
    <form
      class="settings"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <div class="row settings-bar">
        <label>
          {t.filter}{' '}
          <input
            type="search"
            value={filter.value}
            onInput={({ currentTarget }) => {
              filter.value = currentTarget.value;
            }}
          />
        </label>
        <button type="submit" disabled={drafted === 0}>
          {t.apply(drafted)}
        </button>
        <button
          type="button"
          disabled={drafted === 0}
          onClick={() => {
            draft.value = {};
            refused.value = undefined;
          }}
        >
          {t.undo}
        </button>
        <Result refused={refused} done={done} />
      </div>
      {[...new Set(shown.map(({ name }) => groupOf(name)))].map((group) => (
        <details key={group} open={group !== 'places' || wanted !== ''}>
          <summary>{t.groups[group] ?? group}</summary>
          {shown
            .filter(({ name }) => groupOf(name) === group)
            .map((setting) => (
              <SettingRow
                key={setting.name}
                setting={setting}
                schema={schemaAt(view.schema, setting.name)}
                draft={draft}
                refused={refused.value?.name === setting.name ? refused.value.text : undefined}
                giveBack={() => void change({ [setting.name]: null })}
              />
            ))}
        </details>
      ))}
    </form>
  );
}

/** What came of the last change; what is wrong with one setting stands beside it. */
function Result({
  refused,
  done,
}: {
  readonly refused: Signal<Refused | undefined>;
  readonly done: Signal<readonly Setting[] | undefined>;
}) {
  const t = texts.value.settings;
  if (refused.value !== undefined) {
    const { name, text } = refused.value;
    return <span role="alert">{name === undefined ? text : t.refused(name)}</span>;
  }
  if (done.value === undefined) return null;
  return (
    <span role="status" class="good">
      {done.value.length === 0
        ? t.unchanged
        : done.value.map(({ name, effect }) => `${name}: ${t.effects[effect]}`).join(' · ')}
    </span>
  );
}

function without(draft: Draft, names: readonly string[]): Draft {
  return Object.fromEntries(Object.entries(draft).filter(([name]) => !names.includes(name)));
}
