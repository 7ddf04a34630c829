import './styles.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './shell/app.tsx';
import { followAddress } from './shell/panels.ts';
import { applyTheme } from './shell/theme.ts';
import { connect } from './state/connection.ts';
import { keepModulesFresh } from './state/modules.ts';
import { language } from './texts/language.ts';

const root = document.getElementById('app');
if (root === null) throw new Error('index.html has no #app');
applyTheme();
effect(() => {
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
});
// The token leaves the address before anything reads it.
const connecting = connect();
followAddress();
keepModulesFresh();
render(<App />, root);
await connecting;
