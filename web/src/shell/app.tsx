import { about } from '../state/about.ts';
import { connection } from '../state/connection.ts';
import { Header } from './header.tsx';
import { Panel } from './panel.tsx';
import { texts } from './texts.ts';
import { TokenForm } from './token-form.tsx';

/** The whole page. */
export function App() {
  // The figures of a swarm have nothing in them that could be focused, and keys shall scroll them.
  const tabIndex = about.value?.serves === 'swarm' ? 0 : -1;
  return (
    <>
      <a class="skip" href="#content">
        {texts.value.skip}
      </a>
      <Header />
      <main id="content" tabIndex={tabIndex}>
        {connection.value === 'refused' ? <TokenForm /> : <Panel />}
      </main>
    </>
  );
}
