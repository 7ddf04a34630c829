/*
 * The page of `npm run build:demo` around what `index.tsx` mounts. Its fragment says what is shown: `#view=playground&lang=zh&lines=…`.
 */
import { effect, signal } from '@preact/signals';
import { render } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { LANGUAGES, type LanguageCode } from '#browser/index';
import { linesOf, type Mounted, mountLesson, mountPlayground } from './index.tsx';
import { TEXTS } from './texts/index.ts';

const VIEWS = ['lesson', 'playground'] as const;
type View = (typeof VIEWS)[number];
const NAMES: Readonly<Record<LanguageCode, string>> = { en: 'English', zh: '中文' };

const parts = (): URLSearchParams => new URLSearchParams(location.hash.slice(1));
const language = signal<LanguageCode>(preferred());
const view = signal<View>(viewOf());

function preferred(): LanguageCode {
  for (const each of [parts().get('lang') ?? '', ...navigator.languages]) {
    const code = LANGUAGES.find((known) => each.toLowerCase().startsWith(known));
    if (code !== undefined) return code;
  }
  return 'en';
}

/** A link with lines is one to the playground. */
function viewOf(): View {
  const named = parts().get('view');
  return (
    VIEWS.find((each) => each === named) ?? (linesOf(location.hash).length > 0 ? 'playground' : 'lesson')
  );
}

function addressOf(shown: View): string {
  return `#${new URLSearchParams({ view: shown, lang: language.value })}`;
}

function Page() {
  const t = TEXTS[language.value].page;
  return (
    <>
      <header>
        <h1>atmqtt</h1>
        <p>{t.about}</p>
        <nav aria-label={t.views}>
          {VIEWS.map((each) => (
            <a key={each} href={addressOf(each)} aria-current={view.value === each ? 'page' : undefined}>
              {t[each]}
            </a>
          ))}
        </nav>
        <label>
          {t.language}{' '}
          <select
            value={language.value}
            onChange={({ currentTarget }) => {
              language.value = LANGUAGES.find((code) => code === currentTarget.value) ?? 'en';
              const kept = parts();
              kept.set('lang', language.value);
              history.replaceState(null, '', `#${kept}`);
            }}
          >
            {LANGUAGES.map((code) => (
              <option key={code} value={code} lang={code}>
                {NAMES[code]}
              </option>
            ))}
          </select>
        </label>
      </header>
      <main>
        <Shown key={view.value} view={view.value} />
      </main>
    </>
  );
}

/** A view, which keeps its module when the language changes. */
function Shown({ view: shown }: { view: View }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const options = { language: language.peek() };
    const mounted: Mounted =
      shown === 'lesson'
        ? mountLesson(element, options)
        : mountPlayground(element, { ...options, lines: linesOf(location.hash) });
    const follows = effect(() => mounted.speak(language.value));
    return () => {
      follows();
      mounted.unmount();
    };
  }, [shown]);
  return <div ref={place} />;
}

effect(() => {
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
});
addEventListener('hashchange', () => {
  view.value = viewOf();
});
const root = document.getElementById('app');
if (root === null) throw new Error('index.html has no #app');
render(<Page />, root);
