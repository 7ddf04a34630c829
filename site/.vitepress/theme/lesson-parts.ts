import { useData, useRoute } from 'vitepress';
import { defineComponent, h, onMounted, ref, watch } from 'vue';
import { TRY_HERE } from '../../source/words.ts';
import { MountedLesson } from './mounted.ts';
import { forgetSharedLines, sharedLines } from './shared-lines.ts';

/** Above a page that has something to try: a playground that is there once it is opened. */
export const TryHere = defineComponent({
  setup() {
    const { frontmatter, lang } = useData();
    const route = useRoute();
    const open = ref(false);
    // What the server makes knows of no lines that a link brings.
    onMounted(() => {
      open.value = sharedLines() !== '';
    });
    watch(
      () => route.path,
      () => {
        open.value = false;
        forgetSharedLines();
      },
    );
    return () => {
      const lines: readonly string[] | undefined = frontmatter.value.tries;
      if (lines === undefined) return null;
      const label = lang.value === 'zh-CN' ? TRY_HERE.chinese : TRY_HERE.english;
      return h(
        'details',
        {
          class: 'try-here',
          key: route.path,
          open: open.value,
          onToggle: ({ target }: Event) => {
            open.value = (target as HTMLDetailsElement).open;
          },
        },
        [h('summary', label), open.value ? h(MountedLesson, { shows: 'playground', lines, label }) : null],
      );
    };
  },
});

/** Below the words of a page that is for the lesson or the playground. */
export const LessonOfPage = defineComponent({
  setup() {
    const { frontmatter, page } = useData();
    const route = useRoute();
    return () =>
      frontmatter.value.shows === undefined
        ? null
        : h(MountedLesson, { shows: frontmatter.value.shows, label: page.value.title, key: route.path });
  },
});
