import './terminal.css';
import { useSignalEffect } from '@preact/signals';
import { texts as shell } from '../shell/texts.ts';
import { module } from '../state/modules.ts';
import { Choice } from './choice.tsx';
import { followCommands } from './commands.ts';
import { InputLine } from './input-line.tsx';
import { KeptLines } from './kept-lines.tsx';
import { Meanings } from './meanings.tsx';
import { clearScreen, moduleScreen } from './module-screen.ts';
import { PasteBox } from './paste-box.tsx';
import { Screen } from './screen.tsx';
import { SendFile } from './send-file-form.tsx';
import { moduleTarget } from './target.ts';
import { texts } from './texts.ts';
import { followTyping } from './typing.ts';
import { viewOptions } from './view-options.ts';

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
          <Choice label={t.times} of={viewOptions.times} />
          <Choice label={t.ends} of={viewOptions.ends} />
          <button type="button" onClick={clearScreen}>
            {t.clear}
          </button>
        </div>
        <Screen source={moduleScreen} options={viewOptions} />
        <PasteBox target={moduleTarget} />
        <InputLine target={moduleTarget} />
        <KeptLines />
        <SendFile />
      </div>
      <Meanings />
    </div>
  );
}
