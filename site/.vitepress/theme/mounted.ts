import { useData, withBase } from 'vitepress';
import { defineComponent, h, onBeforeUnmount, onMounted, type PropType, ref } from 'vue';
import { sharedLines } from './shared-lines.ts';

/** What `npm run build:demo` makes for pages to mount, as far as it is used here. */
interface Lessons {
  mountLesson(element: Element, options: { readonly language: 'en' | 'zh' }): Mounted;
  mountPlayground(
    element: Element,
    options: { readonly language: 'en' | 'zh'; readonly lines: readonly string[] },
  ): Mounted;
  linesOf(fragment: string): string[];
}

interface Mounted {
  unmount(): void;
}

const SCRIPT = '/lesson/atmqtt-lesson.js';
const STYLES = '/lesson/atmqtt-lesson.css';

/** The lesson or the playground, loaded when it is shown. */
export const MountedLesson = defineComponent({
  props: {
    shows: { type: String as PropType<'lesson' | 'playground'>, required: true },
    /** What it is, for screen readers. */
    label: { type: String, required: true },
    lines: { type: Array as PropType<readonly string[]>, default: () => [] },
  },
  setup({ shows, lines, label }) {
    const { lang } = useData();
    const place = ref<HTMLElement>();
    let mounted: Mounted | undefined;
    let gone = false;
    onMounted(async () => {
      addStyles();
      // The bundler shall not look for it: it is made beside the site.
      const lessons = (await import(/* @vite-ignore */ withBase(SCRIPT))) as Lessons;
      const element = place.value;
      if (gone || element === undefined) return;
      const language = lang.value === 'zh-CN' ? 'zh' : 'en';
      const shared = lessons.linesOf(sharedLines());
      mounted =
        shows === 'lesson'
          ? lessons.mountLesson(element, { language })
          : lessons.mountPlayground(element, { language, lines: shared.length > 0 ? shared : lines });
    });
    onBeforeUnmount(() => {
      gone = true;
      mounted?.unmount();
    });
    return () => h('section', { ref: place, class: 'lesson', 'aria-label': label });
  },
});

function addStyles(): void {
  if (document.querySelector('link[data-lesson]') !== null) return;
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = withBase(STYLES);
  link.dataset.lesson = '';
  document.head.append(link);
}
