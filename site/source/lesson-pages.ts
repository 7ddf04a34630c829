import type { Page } from './pages.ts';

/** A page that is there for what runs in it. */
interface LessonPage {
  readonly path: string;
  readonly language: Page['language'];
  readonly title: string;
  readonly matter: object;
  readonly markdown: string;
}

const lessonPage = (
  shows: 'lesson' | 'playground',
  language: Page['language'],
  title: string,
  about: string,
): LessonPage => {
  const file = `${shows}.md`;
  const [path, twin] =
    language === 'en' ? [file, `/zh-CN/${shows}.html`] : [`zh-CN/${file}`, `/${shows}.html`];
  const matter = { twin, shows, pageClass: 'wide', sidebar: false, aside: false, prev: false, next: false };
  return { path, language, title, matter, markdown: `# ${title}\n\n${about}\n` };
};

/** Pages that are none of docs, for on a code host nothing runs. */
export const LESSON_PAGES: readonly LessonPage[] = [
  lessonPage(
    'lesson',
    'en',
    'Lesson',
    'From the first AT to a published message, a mistake and its reason: ten steps, with a module and a broker that run in this page. Nothing is installed, and nothing leaves the page.',
  ),
  lessonPage(
    'playground',
    'en',
    'Playground',
    'A module and a broker in this page, to try anything at. What was typed becomes a link to share.',
  ),
  lessonPage(
    'lesson',
    'zh-CN',
    '教程',
    '从第一个 AT 到发布一条消息，再故意出一次错并看到原因：一共十步，模组和 broker 都在这个页面里运行。不用安装任何东西，也没有任何数据离开页面。',
  ),
  lessonPage(
    'playground',
    'zh-CN',
    '演练场',
    '模组和 broker 都在这个页面里，可以随意尝试。输入过的内容可以做成链接，分享给别人。',
  ),
];

/** The links to them. */
export function lessonPagesOf(language: Page['language']): { text: string; link: string }[] {
  return LESSON_PAGES.filter((page) => page.language === language).map(({ title, path }) => ({
    text: title,
    link: `/${path.replace(/\.md$/, '.html')}`,
  }));
}
