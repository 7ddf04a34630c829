import type { DefaultTheme } from 'vitepress';

/** What the site says around its pages. */
export const ENGLISH: DefaultTheme.Config = {
  outline: { level: [2, 3], label: 'On this page' },
};

/** The same in Chinese. */
export const CHINESE: DefaultTheme.Config = {
  outline: { level: [2, 3], label: '本页内容' },
  docFooter: { prev: '上一页', next: '下一页' },
  darkModeSwitchLabel: '外观',
  lightModeSwitchTitle: '切换到浅色',
  darkModeSwitchTitle: '切换到深色',
  sidebarMenuLabel: '目录',
  returnToTopLabel: '回到顶部',
  langMenuLabel: '切换语言',
  skipToContentLabel: '跳到正文',
  notFound: {
    title: '没有这个页面',
    quote: '链接可能已经失效，或者地址有误。',
    linkLabel: '回到首页',
    linkText: '回到首页',
  },
};

/** What the search says in Chinese. */
export const SEARCH_IN_CHINESE: NonNullable<DefaultTheme.LocalSearchOptions['translations']> = {
  button: { buttonText: '搜索', buttonAriaLabel: '搜索' },
  modal: {
    displayDetails: '显示详情',
    resetButtonTitle: '清除',
    backButtonTitle: '关闭',
    noResultsText: '没有结果：',
    footer: {
      selectText: '打开',
      selectKeyAriaLabel: '回车键',
      navigateText: '移动',
      navigateUpKeyAriaLabel: '上箭头',
      navigateDownKeyAriaLabel: '下箭头',
      closeText: '关闭',
      closeKeyAriaLabel: 'Esc 键',
    },
  },
};

/** What opens a playground. */
export const TRY_HERE = {
  english: 'Try it here: a module and a broker in this page',
  chinese: '在这里试一试：模组和 broker 都在这个页面里',
};
