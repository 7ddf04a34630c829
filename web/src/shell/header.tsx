import { connection } from '../state/connection.ts';
import { chosenModule, module, modules } from '../state/modules.ts';
import { choose, LANGUAGES, language } from '../texts/language.ts';
import { hrefOf, panels, shownPanel } from './panels.ts';
import { texts } from './texts.ts';
import { THEMES, type Theme, theme } from './theme.ts';

export function Header() {
  const t = texts.value;
  return (
    <header class="header">
      <span class="brand">atmqtt</span>
      <nav aria-label={t.panels}>
        {panels.value.map((name) => (
          <a key={name} href={hrefOf(name)} aria-current={shownPanel.value === name ? 'page' : undefined}>
            {t[name]}
          </a>
        ))}
      </nav>
      {modules.value.length > 1 && (
        <label class="choice">
          {t.chosenModule}
          <select
            value={module.value?.name}
            onChange={({ currentTarget }) => {
              chosenModule.value = currentTarget.value;
            }}
          >
            {modules.value.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      )}
      <output class={`connection ${connection.value}`}>{t[connection.value]}</output>
      <label class="choice">
        <span class="unseen">{t.language}</span>
        <select
          value={language.value}
          onChange={({ currentTarget }) => choose(currentTarget.value as keyof typeof LANGUAGES)}
        >
          {Object.entries(LANGUAGES).map(([code, name]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label class="choice">
        <span class="unseen">{t.theme}</span>
        <select
          value={theme.value}
          onChange={({ currentTarget }) => {
            theme.value = currentTarget.value as Theme;
          }}
        >
          {THEMES.map((name) => (
            <option key={name} value={name}>
              {t[name]}
            </option>
          ))}
        </select>
      </label>
    </header>
  );
}
