import './terminal.css';
import { type Signal, useSignalEffect } from '@preact/signals';
import { texts as shell } from '../shell/texts.ts';
import { module } from '../state/modules.ts';
import { followCommands } from './commands.ts';
import { InputLine } from './input-line.tsx';
import { KeptLines } from './kept-lines.tsx';
import { Meanings } from './meanings.tsx';
import { PasteBox } from './paste-box.tsx';
import { Screen } from './screen.tsx';
import { SendFile } from './send-file-form.tsx';
import { texts } from './texts.ts';
import { followTyping } from './typing.ts';
import { clearScreen, showsEnds, showsTimes } from './view-options.ts';

/** What host and module say to each other, and what it means; what is typed here goes to the module. */
export default function TerminalPanel() {
  const t = texts.value;
  useSignalEffect(followCommands);
  useSignalEffect(followTyping);
  return (
    <div class="terminal-panel">
      <div class="terminal-main">
        <div class="terminal-bar">
          <h1>
            {shell.value.terminal} <span class="mono">{module.value?.name}</span>
          </h1>
          {module.value?.powered === false && <span class="warn">{t.noPower}</span>}
          <Choice label={t.times} of={showsTimes} />
          <Choice label={t.ends} of={showsEnds} />
          <button type="button" onClick={clearScreen}>
            {t.clear}
          </button>
        </div>
        <Screen />
        <PasteBox />
        <InputLine />
        <KeptLines />
        <SendFile />
      </div>
      <Meanings />
    </div>
  );
}

function Choice({ label, of }: { readonly label: string; readonly of: Signal<boolean> }) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={of.value}
        onChange={({ currentTarget }) => {
          of.value = currentTarget.checked;
        }}
      />
      {label}
    </label>
  );
}
