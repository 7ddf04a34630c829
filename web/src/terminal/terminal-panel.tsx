import { texts } from '../shell/texts.ts';

export default function TerminalPanel() {
  return <h1>{texts.value.terminal}</h1>;
}
