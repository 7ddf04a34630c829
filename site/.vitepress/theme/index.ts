import { inBrowser, type Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import { h } from 'vue';
import { LessonOfPage, TryHere } from './lesson-parts.ts';
import { takeSharedLines } from './shared-lines.ts';
import './style.css';

export default {
  extends: DefaultTheme,
  enhanceApp() {
    if (inBrowser) takeSharedLines();
  },
  Layout: () =>
    h(DefaultTheme.Layout, null, { 'doc-before': () => h(TryHere), 'doc-after': () => h(LessonOfPage) }),
} satisfies Theme;
