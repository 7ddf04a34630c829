import { useData } from 'vitepress';
import { computed } from 'vue';

interface LanguageLink {
  readonly text: string;
  readonly link: string;
}

/**
 * Takes the place of the theme's file of the same name, which takes every page to be there in every language: a page without its twin
 * leads to the list of pages in the other language.
 */
export function useLangs({ correspondingLink = false } = {}) {
  const { site, localeIndex, frontmatter, hash } = useData();
  const homeOf = (index: string): string => (index === 'root' ? '/' : `/${index}/`);
  const currentLang = computed(() => ({
    label: site.value.locales[localeIndex.value]?.label,
    link: homeOf(localeIndex.value),
  }));
  const localeLinks = computed((): LanguageLink[] =>
    Object.entries(site.value.locales)
      .filter(([index]) => index !== localeIndex.value)
      .map(([index, { label }]) => {
        const twin: string | undefined = frontmatter.value.twin;
        if (!correspondingLink) return { text: label, link: homeOf(index) };
        return { text: label, link: twin === undefined ? `${homeOf(index)}docs.html` : twin + hash.value };
      }),
  );
  return { localeLinks, currentLang };
}
