import { connection } from '../state/connection.ts';
import { Header } from './header.tsx';
import { Panel } from './panel.tsx';
import { texts } from './texts.ts';
import { TokenForm } from './token-form.tsx';

/** The whole page. */
export function App() {
  return (
    <>
      <a class="skip" href="#content">
        {texts.value.skip}
      </a>
      <Header />
      <main id="content" tabIndex={-1}>
        {connection.value === 'refused' ? <TokenForm /> : <Panel />}
      </main>
    </>
  );
}
